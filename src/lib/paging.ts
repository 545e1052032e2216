import { z } from 'zod'

const MAX_PAGE = 2_147_483_647

/** The `page` and `per_page` members of a list's input. Values out of range are refused, not clamped. */
export const pageInput = ({ perPage = 20, maxPerPage = 100 } = {}) => ({
  page: z.int().min(1).max(MAX_PAGE).default(1).describe('Page number, from 1'),
  per_page: z.int().min(1).max(maxPerPage).default(perPage).describe('Items per page'),
})

/** The flat list envelope `{ data, page, per_page, total }`. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({
    data: z.array(item),
    page: z.int(),
    per_page: z.int(),
    total: z.int().describe('How many match in all'),
  })

/** `limit` and `offset` of a page, for SQL. */
export const window = (page: { page: number; per_page: number }): [limit: number, offset: number] => [
  page.per_page,
  (page.page - 1) * page.per_page,
]
