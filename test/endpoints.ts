/** Every endpoint of the registry's reference, by its chapters. What stands in braces may have another name. */
export const REGISTRY = `
Health and statistics
  GET    /health
  GET    /stats
Authentication
  POST   /auth/register
  POST   /auth/login
  GET    /auth/github
  GET    /auth/google
  GET    /auth/discord
  GET    /auth/github/callback
  GET    /auth/google/callback
  GET    /auth/discord/callback
  GET    /auth/me
  PUT    /auth/me
  POST   /auth/avatar
  GET    /users/{id}/avatar
  POST   /auth/logout
  POST   /auth/verify-email
  POST   /auth/resend-verification
  POST   /auth/forgot-password
  POST   /auth/reset-password
Categories
  GET    /categories
Plugins
  GET    /plugins
  POST   /plugins
  GET    /plugins/{slug}
  PUT    /plugins/{slug}
  DELETE /plugins/{slug}
Versions
  GET    /plugins/{slug}/versions
  POST   /plugins/{slug}/versions
  GET    /plugins/{slug}/versions/{version}
  PATCH  /plugins/{slug}/versions/{version}/yank
Binaries
  GET    /plugins/{slug}/versions/{version}/binaries
  POST   /plugins/{slug}/versions/{version}/binaries
  GET    /plugins/{slug}/versions/{version}/download
Dependencies
  GET    /plugins/{slug}/versions/{version}/dependencies
  POST   /plugins/{slug}/versions/{version}/dependencies
  PUT    /plugins/{slug}/versions/{version}/dependencies/{dependency_id}
  DELETE /plugins/{slug}/versions/{version}/dependencies/{dependency_id}
  GET    /plugins/{slug}/versions/{version}/dependencies/graph
  GET    /plugins/{slug}/dependants
Search
  GET    /search
  GET    /search/suggest
  GET    /pumpkin-versions
Dashboard analytics
  GET    /dashboard/stats
  GET    /dashboard/downloads
  GET    /plugins/{slug}/download-stats
API keys
  GET    /api-keys
  POST   /api-keys
  DELETE /api-keys/{id}
Notifications
  GET    /notifications
  GET    /notifications/unread-count
  PATCH  /notifications/{id}/read
  POST   /notifications/read-all
Users
  GET    /users/{username}
  GET    /users/{username}/plugins
Admin and moderation
  GET    /admin/stats
  GET    /admin/plugins
  POST   /admin/plugins/{plugin_id}/deactivate
  POST   /admin/plugins/{plugin_id}/reactivate
  GET    /admin/users
  PATCH  /admin/users/{user_id}/role
  POST   /admin/users/{user_id}/deactivate
  POST   /admin/users/{user_id}/reactivate
  GET    /admin/audit-logs
Reviews
  GET    /plugins/{slug}/reviews
  POST   /plugins/{slug}/reviews
  PUT    /plugins/{slug}/reviews/{review_id}
  DELETE /plugins/{slug}/reviews/{review_id}
  PATCH  /plugins/{slug}/reviews/{review_id}/hide
  POST   /plugins/{slug}/reviews/{review_id}/report
  GET    /admin/review-reports
  PATCH  /admin/review-reports/{report_id}/resolve
Media gallery
  GET    /plugins/{slug}/media
  POST   /plugins/{slug}/media
  PATCH  /plugins/{slug}/media/{media_id}
  DELETE /plugins/{slug}/media/{media_id}
  PUT    /plugins/{slug}/media/reorder
Changelog
  GET    /plugins/{slug}/changelog
  PUT    /plugins/{slug}/changelog
  DELETE /plugins/{slug}/changelog
`

/** What the contract adds to it. */
export const ADDED_TO_REGISTRY = `
Sessions
  GET    /auth/sessions
  DELETE /auth/sessions/{id}
  DELETE /auth/sessions
API keys
  GET    /api-keys/{id}
  PATCH  /api-keys/{id}
  POST   /api-keys/{id}/rotate
  GET    /api-keys/{id}/usage
Icons
  POST   /plugins/{slug}/icon
  DELETE /plugins/{slug}/icon
Organisations
  GET    /orgs
  POST   /orgs
  GET    /orgs/{id}
  PATCH  /orgs/{id}
  GET    /orgs/{id}/members
  POST   /orgs/{id}/members
  DELETE /orgs/{id}/members/{user_id}
  GET    /orgs/{id}/api-settings
  PUT    /orgs/{id}/api-settings
  GET    /orgs/{id}/plan
  PUT    /orgs/{id}/plan
`

/** Every endpoint of the tenant API's and the marketplace's references, and what the contract adds to them. */
export const TENANT_API = `
References
  GET    /listings
  GET    /listings/{id}
  GET    /files
  GET    /files/{id}
  GET    /reports
  GET    /reports/{id}
  POST   /reports/{id}/dismiss
  POST   /reports/{id}/resolve
  GET    /moderation/actions
  POST   /marketplace/listings
  PATCH  /marketplace/listings/{id}
Contract
  GET    /personas
  POST   /personas
  GET    /personas/{id}
  PATCH  /personas/{id}
  GET    /marketplace/listings
  GET    /marketplace/listings/{id}
  POST   /marketplace/listings/{id}/install
  POST   /marketplace/listings/{id}/purchase
  POST   /marketplace/listings/{id}/fork
  PUT    /marketplace/listings/{id}/rating
  POST   /marketplace/listings/{id}/withdraw
  GET    /admin/listings
  POST   /admin/listings/{id}/approve
  POST   /admin/listings/{id}/reject
  POST   /admin/listings/{id}/remove
  POST   /files
  GET    /files/{id}/download
  GET    /admin/files
  POST   /admin/files/{id}/approve
  POST   /admin/files/{id}/reject
  POST   /reports
  POST   /moderation/actions
  GET    /webhooks
  POST   /webhooks
  GET    /webhooks/{id}
  PATCH  /webhooks/{id}
  DELETE /webhooks/{id}
  POST   /webhooks/{id}/rotate-secret
  POST   /webhooks/{id}/test
  GET    /webhooks/{id}/deliveries
  POST   /webhooks/{id}/redeliver
  POST   /webhooks/{id}/deliveries/{delivery_id}/redeliver
`

/** The endpoints of such a table, as `METHOD /path`. */
export const endpointsOf = (table: string): string[] =>
  [...table.matchAll(/^ +([A-Z]+) +(\/\S+)$/gm)].map(([, method, path]) => `${method} ${path}`)
