import { z } from 'zod'
import { Category, listCategories } from '../src/domains/categories/index.ts'
import { open } from '../src/rpc/procedures.ts'
import { t } from '../src/rpc/trpc.ts'

export const categories = t.router({
  list: open
    .meta({
      openapi: {
        method: 'GET',
        path: '/categories',
        tags: ['categories'],
        summary: 'List the categories',
        description: 'All active categories in display order. A plugin can have up to five of them.',
      },
      rest: {
        cache: 'minute',
        example: {
          output: [
            {
              id: 'c2000000-0000-0000-0000-000000000009',
              name: 'Adventure',
              slug: 'adventure',
              description: 'Quests, dungeons, RPG mechanics and narrative experiences.',
              icon: 'compass',
              display_order: 1,
              created_at: '2026-03-06T12:00:00Z',
            },
          ],
        },
      },
    })
    .output(z.array(Category))
    .query(({ ctx }) => listCategories(ctx)),
})
