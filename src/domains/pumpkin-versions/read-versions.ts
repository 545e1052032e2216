import semver from 'semver'
import { isoTime } from '../../database/json.ts'
import { statement } from '../../database/sql.ts'
import type { Services } from '../context.ts'
import { bundledVersions } from './bundled.ts'
import type { PumpkinVersion } from './schema.ts'

interface Row {
  answered_at: string | null
  versions: PumpkinVersion[]
}

const stored = statement<Row>(`
  select answered_at, (
    select coalesce(json_agg(json_build_object(
      'version', version, 'tag_name', tag_name, 'published_at', ${isoTime('published_at')})), '[]')
    from pumpkin_releases
  ) as versions
  from pumpkin_feed`)

export interface StoredVersions {
  /** Newest first: by semantic version, so that a fix of an old line stands with its line. */
  versions: readonly PumpkinVersion[]
  /** When the feed was asked the last time it answered. */
  answeredAt?: Date
}

/** What the feed last said; the bundled list until it has named a release. */
export async function readVersions({ sql }: Pick<Services, 'sql'>): Promise<StoredVersions> {
  const row = await sql.one(stored)
  return {
    versions: row?.versions.length ? row.versions.sort(newestFirst) : bundledVersions,
    answeredAt: row?.answered_at ? new Date(row.answered_at) : undefined,
  }
}

const newestFirst = (a: PumpkinVersion, b: PumpkinVersion): number =>
  semver.compareBuild(b.version, a.version)
