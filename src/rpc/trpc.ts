import { initTRPC } from '@trpc/server'
import type { Context } from '../domains/context.ts'
import { toDomainError } from './errors.ts'
import type { Meta } from './meta.ts'
import { running } from './running.ts'

/** tRPC, once. `isDev: false`: error bodies never carry stacks. */
export const t = initTRPC
  .context<Context>()
  .meta<Meta>()
  .create({
    isDev: false,
    errorFormatter({ shape, error, path }) {
      const request = running.getStore()
      const known = toDomainError(error, path === undefined ? undefined : request?.metaOf(path))
      return {
        ...shape,
        message: known.message,
        data: {
          httpStatus: known.status,
          path,
          code: known.code,
          request_id: `req_${request?.id}`,
          ...known.details,
        },
      }
    },
  })
