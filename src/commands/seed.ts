import type { EntityManager } from '@mikro-orm/postgresql'
import {
  CategoryEntity,
  PluginCategoryEntity,
  PluginDownloadDayEntity,
  PluginEntity,
  PluginTotalEntity,
  UserEntity,
  VersionEntity,
  VersionTotalEntity,
} from '../../entities/index.ts'
import { hashPassword } from '../auth/passwords.ts'
import { createPersonalOrganisation } from '../domains/organisations/index.ts'
import { runCommand, UsageError } from './command.ts'
import { PLUGINS, type SeedPlugin, type SeedVersion, USERS } from './seed-world.ts'

/** How many days before today the totals are spread over, so that charts show something. */
const DAYS = 90
const DAY_MS = 86_400_000

/** A running server finds the marks within a minute and indexes the plugins. */
const MARK =
  'insert into search_queue (plugin_id, marked_at) select id, now() from plugins where id in (?) on conflict do nothing'

async function seed(em: EntityManager, passwordHash: string | null): Promise<number> {
  await seedUsers(em, await refuseStrangers(em), passwordHash)
  const authors = new Map(USERS.map(({ username, id }) => [username, id]))
  const present = new Set(
    (await em.find(PluginEntity, { slug: PLUGINS.map(({ slug }) => slug) })).map(({ slug }) => slug),
  )
  const fresh = PLUGINS.filter(({ slug }) => !present.has(slug))
  for (const plugin of fresh) await seedPlugin(em, plugin, authors.get(plugin.author) as string)
  if (fresh.length > 0) await em.execute(MARK, [fresh.map(({ id }) => id)])
  return fresh.length
}

/** A person who happens to have one of the names must not become the author of the examples. Who is there already. */
async function refuseStrangers(em: EntityManager): Promise<Set<string>> {
  const found = await em.find(UserEntity, { username: USERS.map(({ username }) => username) })
  const stranger = found.find(({ id }) => !USERS.some((user) => user.id === id))
  if (stranger)
    throw new UsageError(`A user named ${stranger.username} registered already; seed an empty registry.`)
  return new Set(found.map(({ id }) => id))
}

async function seedUsers(em: EntityManager, there: Set<string>, passwordHash: string | null): Promise<void> {
  const fresh = USERS.filter(({ id }) => !there.has(id))
  const joined = created('2025-04-01T00:00:00Z')
  await insert(
    em,
    UserEntity,
    fresh.map((user) => ({ ...user, passwordHash, emailVerified: true, ...joined })),
  )
  const clock = { now: () => joined.createdAt }
  for (const { id: userId, username } of fresh) {
    await createPersonalOrganisation(em, { app: { clock } }, { userId, username })
  }
}

async function seedPlugin(em: EntityManager, plugin: SeedPlugin, author: string): Promise<void> {
  const { categories, versions, createdAt, ...row } = plugin
  await insert(em, PluginEntity, [{ ...row, author, ...created(createdAt) }])
  const found = await em.find(CategoryEntity, { slug: categories })
  await insert(
    em,
    PluginCategoryEntity,
    found.map(({ id, slug }) => ({ plugin: plugin.id, category: id, position: categories.indexOf(slug) })),
  )
  await insert(
    em,
    VersionEntity,
    versions.map((version) => versionRow(plugin.id, version)),
  )
  await insert(
    em,
    VersionTotalEntity,
    versions.map(({ id, downloads }) => ({ versionId: id, downloads })),
  )
  const total = versions.reduce((sum, { downloads }) => sum + downloads, 0)
  await insert(em, PluginTotalEntity, [{ pluginId: plugin.id, downloads: total }])
  await insert(em, PluginDownloadDayEntity, spread(plugin.id, total))
}

const versionRow = (plugin: string, { downloads: _, publishedAt, ...version }: SeedVersion) => ({
  ...version,
  plugin,
  release: version.version,
  isYanked: false,
  publishedAt: new Date(publishedAt),
})

/** The total over the last days, evenly and without a rest. */
function spread(pluginId: string, total: number) {
  const today = Date.now()
  return Array.from({ length: DAYS }, (_, index) => ({
    pluginId,
    day: new Date(today - index * DAY_MS).toISOString().slice(0, 10),
    downloads: Math.floor((total * (index + 1)) / DAYS) - Math.floor((total * index) / DAYS),
  }))
}

const created = (at: string) => ({ createdAt: new Date(at), updatedAt: new Date(at) })

const insert = (em: EntityManager, entity: object, rows: object[]): Promise<unknown> =>
  em.upsertMany(entity as typeof UserEntity, rows as never[], { onConflictAction: 'ignore' })

/** `npm run seed [-- <password>]`: the example data of the references. Run again, it changes nothing. */
await runCommand(async ({ orm, args: [password] }) => {
  if (password !== undefined && password.length < 8)
    throw new UsageError('The password needs 8 characters or more.')
  const passwordHash = password ? await hashPassword(password) : null
  const added = await orm.em.fork().transactional((em) => seed(em as EntityManager, passwordHash))
  const accounts = password ? 'sign in with that password' : 'no password: pass one to sign in as them'
  return `Seeded ${added} of ${PLUGINS.length} plugins (the rest was there). Users: ${USERS.map(({ username }) => username).join(', ')} (${accounts}).`
})
