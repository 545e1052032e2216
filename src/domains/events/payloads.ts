/** Everything that is announced, with what it says. Ids and plain values as they were at that moment. */
export interface EventPayloads {
  'user.registered': { userId: string; username: string; email: string | null }
  'plugin.created': PluginEvent
  'plugin.updated': PluginEvent
  'plugin.deleted': PluginEvent
  'plugin.deactivated': PluginEvent
  'plugin.reactivated': PluginEvent
  'version.published': VersionEvent
  'version.yanked': VersionEvent
  'version.restored': VersionEvent
  'binary.uploaded': VersionEvent & { binaryId: string; platform: string }
  'review.created': ReviewEvent
  'review.updated': ReviewEvent
  'review.hidden': ReviewEvent
  'review.shown': ReviewEvent
  'review.deleted': ReviewEvent
  'listing.created': PublicRow
  'listing.updated': PublicRow
  'listing.sold': PublicRow & { order_id: string; buyer_id: string; amount_usd_micros: number }
  'listing.withdrawn': PublicRow
  'file.uploaded': PublicRow
  'report.created': PublicRow
  'report.resolved': PublicRow
  'moderation.action_taken': PublicRow & { action: string }
  'user.updated': UserEvent
  'user.deactivated': UserEvent
  'user.reactivated': UserEvent
  'pumpkin-versions.changed': { added: string[]; removed: string[] }
}

export interface PluginEvent {
  pluginId: string
  slug: string
  authorId: string
}

export interface VersionEvent extends PluginEvent {
  versionId: string
  version: string
}

/** `authorId` is still the author of the plugin. */
export interface ReviewEvent extends PluginEvent {
  reviewId: string
  reviewerId: string
  rating: number
}

/** The row as its reading endpoint shows it: what the webhooks of the organisation are sent. */
export interface PublicRow {
  id: string
  [field: string]: unknown
}

export interface UserEvent {
  userId: string
  username: string
}

export type EventType = keyof EventPayloads

/** An event as its subscribers see it: `type` says what `data` is. */
export type DomainEvent<T extends EventType = EventType> = {
  [K in T]: { id: string; type: K; data: EventPayloads[K]; orgId: string | null; createdAt: Date }
}[T]

/** With the organisation whose webhooks are told, where it is not that of the plugin's author. */
export type NewEvent = { [K in EventType]: { type: K; data: EventPayloads[K]; orgId?: string } }[EventType]
