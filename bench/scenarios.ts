import { charts } from './charts.ts'
import { credentials } from './credentials.ts'
import { downloadLink } from './download-link.ts'
import { facade } from './facade.ts'
import { graph } from './graph.ts'
import type { Scenario } from './lib/scenario.ts'
import { limiter } from './limiter.ts'
import { listings } from './listings.ts'
import { logins } from './logins.ts'
import { memory } from './memory.ts'
import { pluginList } from './plugin-list.ts'
import { search } from './search.ts'
import { start } from './start.ts'
import { webhooks } from './webhooks.ts'

/** Every benchmark, in the order they run. A new one is a file with a `Scenario` and a line here. */
export const scenarios: Scenario[] = [
  facade,
  pluginList,
  search,
  listings,
  charts,
  graph,
  downloadLink,
  credentials,
  logins,
  limiter,
  memory,
  start,
  webhooks,
]
