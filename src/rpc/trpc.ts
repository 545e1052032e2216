import { initTRPC } from '@trpc/server'
import type { Context } from '../domains/context.ts'
import { toDomainError } from './errors.ts'
import type { Meta } from './meta.ts'
import { requestIds } from './request-id.ts'

/** tRPC, once. `isDev: false`: error bodies never carry stacks. */
export const t = initTRPC
  .context<Context>()
  .meta<Meta>()
  .create({
    isDev: false,
    errorFormatter({ shape, error, ctx, path }) {
      const known = toDomainError(error)
      return {
        ...shape,
        message: known.message,
        data: {
          httpStatus: known.status,
          path,
          code: known.code,
          request_id: `req_${ctx?.requestId ?? requestIds.getStore()}`,
          ...known.details,
        },
      }
    },
  })
