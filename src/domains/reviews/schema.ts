import { z } from 'zod'
import { pageInput } from '../../lib/paging.ts'
import { multiLine, singleLine } from '../../lib/text.ts'
import { PluginSlug } from '../plugins/index.ts'

const Rating = z.int().min(1).max(5)
const Title = singleLine({ max: 200 }).nullish()
const Body = multiLine({ max: 5000 }).nullish()

export const ReviewPath = z.object({ slug: PluginSlug, review_id: z.guid().describe('Id of the review') })
export type ReviewPath = z.infer<typeof ReviewPath>

export const ListReviews = z.object({ slug: PluginSlug, ...pageInput({ perPage: 10 }) })
export type ListReviews = z.infer<typeof ListReviews>

export const CreateReview = z.object({
  slug: PluginSlug,
  rating: Rating.describe('Stars, 1 to 5'),
  title: Title,
  body: Body,
})
export type CreateReview = z.infer<typeof CreateReview>

export const UpdateReview = ReviewPath.extend({ rating: Rating.optional(), title: Title, body: Body }).refine(
  ({ rating, title, body }) => [rating, title, body].some((value) => value !== undefined),
  { message: 'The body is empty: send at least one field to change' },
)
export type UpdateReview = z.infer<typeof UpdateReview>

const hidden = z.boolean().describe('true to hide, false to show again')
export const HideReview = ReviewPath.extend({ hidden })
export type HideReview = z.infer<typeof HideReview>
export const HiddenReview = z.object({ hidden: z.boolean() })
export type HiddenReview = z.infer<typeof HiddenReview>

export const Review = z
  .object({
    id: z.guid(),
    plugin_id: z.guid(),
    author: z.object({ id: z.guid(), username: z.string(), avatar_url: z.string().nullable() }),
    rating: Rating,
    title: z.string().nullable(),
    body: z.string().nullable(),
    is_hidden: z.boolean(),
    created_at: z.string().describe('ISO 8601 UTC'),
    updated_at: z.string().describe('ISO 8601 UTC'),
  })
  .meta({ id: 'Review' })
export type Review = z.infer<typeof Review>

const stars = z.int().describe('Visible reviews with this rating')
export const ReviewList = z
  .object({
    reviews: z.array(Review),
    total: z.int().describe('Visible reviews in all'),
    average_rating: z.number().describe('With two decimals; 0 when there are no reviews'),
    rating_distribution: z.object({
      star_1: stars,
      star_2: stars,
      star_3: stars,
      star_4: stars,
      star_5: stars,
    }),
  })
  .meta({ id: 'ReviewList' })
export type ReviewList = z.infer<typeof ReviewList>
