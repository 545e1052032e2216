import { credentials } from './credentials.ts'
import { facade } from './facade.ts'
import type { Scenario } from './lib/scenario.ts'
import { limiter } from './limiter.ts'
import { logins } from './logins.ts'
import { memory } from './memory.ts'
import { pluginList } from './plugin-list.ts'
import { start } from './start.ts'

/** Every benchmark, in the order they run. A new one is a file with a `Scenario` and a line here. */
export const scenarios: Scenario[] = [facade, pluginList, credentials, logins, limiter, memory, start]
