import type { Plan, Plans } from '../auth/plans.ts'
import { type Sql, statement } from './sql.ts'

/** The function enters the organisation and leaves it again: no transaction around one statement. */
const planOf = statement<{ plan: Plan | null }>('select plan_of_organisation($1) as plan')

/** Plans as they are stored. An organisation that is gone has the least. */
export const createPlans = (sql: Sql): Plans => ({
  of: async (orgId) => (await sql.one(planOf, [orgId]))?.plan ?? 'starter',
})
