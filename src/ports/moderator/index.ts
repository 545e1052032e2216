import type { Log } from '../../lib/log.ts'
import { type HttpModeratorConfig, httpModerator } from './http.ts'
import type { Moderator } from './moderator.ts'
import { judgeByRules } from './rules.ts'

export type ModeratorConfig = { kind: 'rules' } | ({ kind: 'http' } & HttpModeratorConfig)

/** The configured moderator of listings. */
export const createModerator = (config: ModeratorConfig, log: Log): Moderator =>
  config.kind === 'http'
    ? httpModerator(config, log)
    : { judge: async (listing, facts) => judgeByRules(listing, facts) }
