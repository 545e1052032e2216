import { newId, PluginTotalEntity } from '../../../entities/index.ts'
import type { Known } from '../../auth/actor.ts'
import { type Context, transaction } from '../context.ts'
import { emit } from '../events/index.ts'
import { readPlugin } from './get-plugin.ts'
import { insertPlugin } from './insert-plugin.ts'
import type { CreatePlugin, Plugin } from './schema.ts'
import { setCategories } from './set-categories.ts'

/** Enters a new plugin of the caller under the first free slug of its name. An unknown category: 422. */
export async function createPlugin(ctx: Context & { actor: Known }, input: CreatePlugin): Promise<Plugin> {
  const id = newId()
  const now = ctx.app.clock.now()
  const authorId = ctx.actor.userId
  await transaction(ctx, async (tx) => {
    const slug = await insertPlugin(tx, {
      id,
      author: authorId,
      name: input.name,
      shortDescription: input.short_description,
      description: input.description || null,
      license: input.license || null,
      repositoryUrl: input.repository_url || null,
      websiteUrl: input.website_url || null,
      createdAt: now,
      updatedAt: now,
    })
    tx.create(PluginTotalEntity, { pluginId: id, downloads: 0 }, { persist: true })
    await setCategories(tx, id, input.category_ids ?? [])
    await emit(tx, ctx, { type: 'plugin.created', data: { pluginId: id, slug, authorId } })
  })
  return readPlugin(ctx, id)
}
