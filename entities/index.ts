export { AuditLogEntity } from './audit-log.ts'
export { BinaryEntity } from './binary.ts'
export { CategoryEntity } from './category.ts'
export { newId } from './id.ts'
export { migrations } from './migrations/index.ts'
export { OutboxEventEntity } from './outbox-event.ts'
export { PluginEntity } from './plugin.ts'
export { PluginCategoryEntity } from './plugin-category.ts'
export { SessionEntity } from './session.ts'
export { PluginDownloadDayEntity, PluginTotalEntity, VersionTotalEntity } from './totals.ts'
export { UserEntity } from './user.ts'
export { VersionEntity } from './version.ts'

import { AuditLogEntity } from './audit-log.ts'
import { BinaryEntity } from './binary.ts'
import { CategoryEntity } from './category.ts'
import { OutboxEventEntity } from './outbox-event.ts'
import { PluginEntity } from './plugin.ts'
import { PluginCategoryEntity } from './plugin-category.ts'
import { SessionEntity } from './session.ts'
import { PluginDownloadDayEntity, PluginTotalEntity, VersionTotalEntity } from './totals.ts'
import { UserEntity } from './user.ts'
import { VersionEntity } from './version.ts'

/** Everything that is stored; MikroORM is given this list and discovers nothing. */
export const entities = [
  UserEntity,
  SessionEntity,
  CategoryEntity,
  PluginEntity,
  PluginCategoryEntity,
  VersionEntity,
  BinaryEntity,
  PluginTotalEntity,
  VersionTotalEntity,
  PluginDownloadDayEntity,
  AuditLogEntity,
  OutboxEventEntity,
]
