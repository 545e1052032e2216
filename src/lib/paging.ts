import { z } from 'zod'
import { Cursor } from './cursor.ts'

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

/** As `pageInput`, named as the marketplace names its members. */
export const camelPageInput = () => {
  const { page, per_page } = pageInput()
  return { page, perPage: per_page }
}

/** As `pageOf`, named as the marketplace names its members. */
export const camelPageOf = <Item extends z.ZodType>(item: Item) => {
  const { data, page, per_page, total } = pageOf(item).shape
  return z.object({ data, page, perPage: per_page, total })
}

/** The input of a list that people export: a page, or what follows the cursor of an answer. */
export const feedInput = () => ({
  ...pageInput(),
  cursor: Cursor.optional().describe('`next_cursor` of an answer: goes on after it, whatever came meanwhile'),
})

/** The envelope of a list that people export. */
export const feedOf = <Item extends z.ZodType>(item: Item) =>
  pageOf(item).extend({ next_cursor: z.string().nullable().describe('null at the end') })

/** `limit` and `offset` of a page, for SQL. */
export const window = (page: { page: number; per_page: number }): [limit: number, offset: number] => [
  page.per_page,
  (page.page - 1) * page.per_page,
]
