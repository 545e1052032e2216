import { buffer } from 'node:stream/consumers'
import { statement } from '../../database/sql.ts'
import type { FileDescription } from '../../lib/raw-file.ts'
import type { Context } from '../context.ts'
import { notFound } from '../errors.ts'
import type { Icon, IconPath } from './schema.ts'

/** An icon may be replaced, and its object deleted, between finding its row and reading it. */
const MAX_TRIES = 5

type StoredIcon = FileDescription & { storageKey: string }

const iconOf = statement<StoredIcon>(`
  select i.content_type, i.file_size as size, i.checksum_sha256 as sha256, i.storage_key as "storageKey"
  from plugin_icons i join plugins p on p.id = i.plugin_id
  where p.slug = $1 and p.deleted_at is null and p.deactivated_at is null`)

/** The icon of a plugin. 404 when it has none, when there is no such plugin, or it is not live. */
export async function getIcon(ctx: Context, { slug }: IconPath): Promise<Icon> {
  const icon = await requireIcon(ctx, slug)
  const { storageKey: _, ...description } = icon
  return { ...description, load: () => load(ctx, slug, icon) }
}

async function requireIcon(ctx: Context, slug: string) {
  const icon = await ctx.app.sql.one(iconOf, [slug])
  if (!icon) throw notFound('Icon')
  return icon
}

async function load(
  ctx: Context,
  slug: string,
  found: StoredIcon,
): Promise<FileDescription & { bytes: Buffer }> {
  for (let tries = 1; ; tries += 1) {
    const { storageKey, ...description } = tries === 1 ? found : await requireIcon(ctx, slug)
    const stream = await ctx.app.storage.read(storageKey, { signal: ctx.deadline.signal })
    if (stream) return { ...description, bytes: await buffer(stream) }
    if (tries < MAX_TRIES) continue
    ctx.log.error({ storage_key: storageKey }, 'the object of an icon is not in the storage')
    throw notFound('Icon')
  }
}
