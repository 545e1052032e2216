import { charts } from './charts.ts'
import { conditional } from './conditional.ts'
import { credentials } from './credentials.ts'
import { downloadLink } from './download-link.ts'
import { facade } from './facade.ts'
import { graph } from './graph.ts'
import { growth } from './growth.ts'
import type { Scenario } from './lib/scenario.ts'
import { limiter } from './limiter.ts'
import { listingCreate } from './listing-create.ts'
import { listings } from './listings.ts'
import { logins } from './logins.ts'
import { memory } from './memory.ts'
import { pluginDetail } from './plugin-detail.ts'
import { pluginList } from './plugin-list.ts'
import { processes } from './processes.ts'
import { search } from './search.ts'
import { start } from './start.ts'
import { uploads } from './upload.ts'
import { webhooks } from './webhooks.ts'

/** Every benchmark, in the order they run. A new one is a file with a `Scenario` and a line here. */
export const scenarios: Scenario[] = [
  facade,
  pluginList,
  pluginDetail,
  conditional,
  downloadLink,
  search,
  graph,
  charts,
  listings,
  listingCreate,
  uploads,
  credentials,
  logins,
  processes,
  limiter,
  webhooks,
  growth,
  // After it everything is compiled, as on any machine where it ran before.
  start,
  memory,
]
