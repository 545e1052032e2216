import { inPostgres } from '../support/postgres-search.ts'
import { searchContract } from './search.contract.ts'
import { searchListsContract } from './search-lists.contract.ts'

searchContract('PostgreSQL', inPostgres)
searchListsContract('PostgreSQL', inPostgres)
