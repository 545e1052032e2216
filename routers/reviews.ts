import { z } from 'zod'
import {
  CreateReview,
  createReview,
  deleteReview,
  HiddenReview,
  HideReview,
  hideReview,
  ListReviews,
  listReviews,
  ReportReview,
  Review,
  ReviewList,
  ReviewPath,
  ReviewReport,
  reportReview,
  UpdateReview,
  updateReview,
} from '../src/domains/reviews/index.ts'
import { open, scoped } from '../src/rpc/procedures.ts'
import { t } from '../src/rpc/trpc.ts'

const review = {
  id: '0193b5a2-7c00-7000-8000-0000000000a1',
  plugin_id: '550e8400-e29b-41d4-a716-446655440000',
  author: {
    id: 'a1b2c3d4-e5f6-7890-abcd-ef1234567890',
    username: 'rustcraftdev',
    avatar_url: 'https://avatars.githubusercontent.com/u/2',
  },
  rating: 5,
  title: 'Excellent plugin',
  body: 'Works perfectly on 0.3.x.',
  is_hidden: false,
  created_at: '2026-03-10T10:00:00Z',
  updated_at: '2026-03-10T10:00:00Z',
}

const path = { slug: 'fast-chunks', review_id: review.id }
const not_found = 'Plugin or review not found'

export const reviews = t.router({
  list: open
    .meta({
      openapi: {
        method: 'GET',
        path: '/plugins/{slug}/reviews',
        tags: ['reviews'],
        summary: 'List the reviews of a plugin',
        description:
          'The visible reviews, newest first, with the average and the distribution of all visible ones. Hidden ' +
          'reviews are listed and counted nowhere; reviews by accounts that were deactivated stay.',
      },
      rest: {
        cache: 'row',
        errors: { not_found: 'Plugin not found or inactive' },
        example: {
          input: { slug: 'fast-chunks', page: 1, per_page: 10 },
          output: {
            reviews: [review],
            total: 1,
            average_rating: 5,
            rating_distribution: { star_1: 0, star_2: 0, star_3: 0, star_4: 0, star_5: 1 },
          },
        },
      },
    })
    .input(ListReviews)
    .output(ReviewList)
    .query(({ ctx, input }) => listReviews(ctx, input)),

  create: scoped('write')
    .meta({
      openapi: {
        method: 'POST',
        path: '/plugins/{slug}/reviews',
        tags: ['reviews'],
        summary: 'Review a plugin',
        description:
          'One review per user and plugin; a hidden one counts as one. Authors cannot review their own plugin. ' +
          'The author of the plugin is notified. An empty text counts as none.',
      },
      rest: {
        status: 201,
        errors: {
          not_found: 'Plugin not found',
          conflict: 'User has already reviewed this plugin',
          validation_failed: 'Plugin author attempted to review their own plugin, or validation failure',
        },
        example: {
          input: { slug: 'fast-chunks', rating: 5, title: review.title, body: review.body },
          output: review,
        },
      },
    })
    .input(CreateReview)
    .output(Review)
    .mutation(({ ctx, input }) => createReview(ctx, input)),

  update: scoped('write')
    .meta({
      openapi: {
        method: 'PUT',
        path: '/plugins/{slug}/reviews/{review_id}',
        tags: ['reviews'],
        summary: 'Change your review',
        description:
          'Changes the fields that are sent and keeps the others; `null` or an empty text clears the title or the ' +
          'body. Only for who wrote the review: staff can hide or delete it, never rewrite it. A hidden review can ' +
          'be changed and stays hidden.',
      },
      rest: {
        errors: { forbidden: 'Review does not belong to the authenticated user', not_found },
        example: {
          input: { ...path, rating: 4, title: 'Updated' },
          output: { ...review, rating: 4, title: 'Updated', updated_at: '2026-03-11T08:15:00Z' },
        },
      },
    })
    .input(UpdateReview)
    .output(Review)
    .mutation(({ ctx, input }) => updateReview(ctx, input)),

  delete: scoped('write')
    .meta({
      openapi: {
        method: 'DELETE',
        path: '/plugins/{slug}/reviews/{review_id}',
        tags: ['reviews'],
        summary: 'Delete a review',
        description:
          'For the author of the review, the author of the plugin, moderators and admins; staff need a session. ' +
          'By another than its author it is audited, and the reviewer is notified. Reports about it are kept. The ' +
          'reviewer may then write another one.',
      },
      rest: {
        status: 204,
        errors: { forbidden: 'Not authorized (not owner, not plugin author, not staff)', not_found },
        example: { input: path },
      },
    })
    .input(ReviewPath)
    .output(z.void())
    .mutation(({ ctx, input }) => deleteReview(ctx, input)),

  hide: scoped('write')
    .meta({
      openapi: {
        method: 'PATCH',
        path: '/plugins/{slug}/reviews/{review_id}/hide',
        tags: ['reviews'],
        summary: 'Hide a review or show it again',
        description:
          'For the author of the plugin, moderators and admins; staff need a session. A hidden review leaves the ' +
          'list, `average_rating` and `review_count`. The change is audited, and the reviewer is notified; hiding ' +
          'what is hidden changes nothing and is no error.',
      },
      rest: {
        errors: { forbidden: 'Not the plugin author or staff', not_found },
        example: { input: { ...path, hidden: true }, output: { hidden: true } },
      },
    })
    .input(HideReview)
    .output(HiddenReview)
    .mutation(({ ctx, input }) => hideReview(ctx, input)),

  report: scoped('write')
    .meta({
      openapi: {
        method: 'POST',
        path: '/plugins/{slug}/reviews/{review_id}/report',
        tags: ['reviews'],
        summary: 'Report a review',
        description:
          'Asks the staff to look at a review, once per user and review. Reasons: `spam` or promotion, ' +
          '`harassment` or targeted abuse, `misinformation`, `inappropriate` language, `other` (say in `details`). ' +
          'A hidden review can be reported; the report is kept when the review is deleted.',
      },
      rest: {
        status: 201,
        errors: { not_found: 'Review not found', conflict: 'User has already reported this review' },
        example: {
          input: { ...path, reason: 'spam', details: 'The same text under twenty plugins.' },
          output: {
            id: '0193b5a2-7c00-7000-8000-0000000000b1',
            review_id: review.id,
            reporter_id: 'b2c3d4e5-f6a7-8901-bcde-f23456789012',
            reason: 'spam',
            details: 'The same text under twenty plugins.',
            status: 'pending',
            resolved_by: null,
            resolved_at: null,
            created_at: '2026-03-10T10:00:00Z',
          },
        },
      },
    })
    .input(ReportReview)
    .output(ReviewReport)
    .mutation(({ ctx, input }) => reportReview(ctx, input)),
})
