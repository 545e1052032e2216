export { ApiKeyEntity } from './api-key.ts'
export { ApiKeyUsageDayEntity, ApiKeyUsageEntity } from './api-key-usage.ts'
export { AuditLogEntity } from './audit-log.ts'
export { AvatarEntity } from './avatar.ts'
export { BinaryEntity } from './binary.ts'
export { CategoryEntity } from './category.ts'
export { DependencyEntity } from './dependency.ts'
export { FileEntity } from './file.ts'
export { newId } from './id.ts'
export { ListingEntity } from './listing.ts'
export { MailTokenEntity } from './mail-token.ts'
export { migrations } from './migrations/index.ts'
export { NotificationEntity } from './notification.ts'
export { OAuthAccountEntity } from './oauth-account.ts'
export { OrganisationEntity } from './organisation.ts'
export { OrganisationMemberEntity } from './organisation-member.ts'
export { OutboxEventEntity } from './outbox-event.ts'
export { PersonaEntity } from './persona.ts'
export { PluginEntity } from './plugin.ts'
export { PluginCategoryEntity } from './plugin-category.ts'
export { PluginChangelogEntity } from './plugin-changelog.ts'
export { PluginIconEntity } from './plugin-icon.ts'
export { PluginMediaEntity } from './plugin-media.ts'
export { PumpkinReleaseEntity } from './pumpkin-release.ts'
export { ReportEntity } from './report.ts'
export { ReviewEntity } from './review.ts'
export { ReviewReportEntity } from './review-report.ts'
export { SessionEntity } from './session.ts'
export { PluginDownloadDayEntity, PluginTotalEntity, VersionTotalEntity } from './totals.ts'
export { UserEntity } from './user.ts'
export { VersionEntity } from './version.ts'
export { WebhookEntity } from './webhook.ts'

import { ApiKeyEntity } from './api-key.ts'
import { ApiKeyUsageDayEntity, ApiKeyUsageEntity } from './api-key-usage.ts'
import { AuditLogEntity } from './audit-log.ts'
import { AvatarEntity } from './avatar.ts'
import { BinaryEntity } from './binary.ts'
import { CategoryEntity } from './category.ts'
import { DependencyEntity } from './dependency.ts'
import { FileEntity } from './file.ts'
import { ListingEntity } from './listing.ts'
import { MailTokenEntity } from './mail-token.ts'
import { NotificationEntity } from './notification.ts'
import { OAuthAccountEntity } from './oauth-account.ts'
import { OrganisationEntity } from './organisation.ts'
import { OrganisationMemberEntity } from './organisation-member.ts'
import { OutboxEventEntity } from './outbox-event.ts'
import { PersonaEntity } from './persona.ts'
import { PluginEntity } from './plugin.ts'
import { PluginCategoryEntity } from './plugin-category.ts'
import { PluginChangelogEntity } from './plugin-changelog.ts'
import { PluginIconEntity } from './plugin-icon.ts'
import { PluginMediaEntity } from './plugin-media.ts'
import { PumpkinReleaseEntity } from './pumpkin-release.ts'
import { ReportEntity } from './report.ts'
import { ReviewEntity } from './review.ts'
import { ReviewReportEntity } from './review-report.ts'
import { SessionEntity } from './session.ts'
import { PluginDownloadDayEntity, PluginTotalEntity, VersionTotalEntity } from './totals.ts'
import { UserEntity } from './user.ts'
import { VersionEntity } from './version.ts'
import { WebhookEntity } from './webhook.ts'

/** Everything that is stored; MikroORM is given this list and discovers nothing. */
export const entities = [
  UserEntity,
  FileEntity,
  SessionEntity,
  OAuthAccountEntity,
  MailTokenEntity,
  AvatarEntity,
  CategoryEntity,
  PluginEntity,
  PluginCategoryEntity,
  VersionEntity,
  BinaryEntity,
  PluginTotalEntity,
  VersionTotalEntity,
  PluginDownloadDayEntity,
  DependencyEntity,
  ReviewEntity,
  ReviewReportEntity,
  PluginMediaEntity,
  PluginIconEntity,
  PluginChangelogEntity,
  PumpkinReleaseEntity,
  NotificationEntity,
  PersonaEntity,
  ListingEntity,
  ReportEntity,
  AuditLogEntity,
  OutboxEventEntity,
  OrganisationEntity,
  OrganisationMemberEntity,
  ApiKeyEntity,
  ApiKeyUsageEntity,
  ApiKeyUsageDayEntity,
  WebhookEntity,
]
