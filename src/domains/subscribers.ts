import { type Subscriber, subscriber, verifyNewAddress } from './events/index.ts'
import {
  askForTending,
  markAnnouncedListing,
  markAuthorsPlugins,
  markPlugin,
  markSellersListings,
} from './search-queue/index.ts'
import { queueDeliveries, SOURCE_EVENTS } from './webhooks/index.ts'

/** Everybody who is told, in this order. */
export const subscribers: readonly Subscriber[] = [
  subscriber({ name: 'verification-mail', types: ['user.registered'], receive: verifyNewAddress }),
  subscriber({
    name: 'search-of-plugin',
    types: [
      'plugin.created',
      'plugin.updated',
      'plugin.deleted',
      'plugin.deactivated',
      'plugin.reactivated',
      'version.published',
      'version.yanked',
      'version.restored',
      'binary.uploaded',
      'review.created',
      'review.updated',
      'review.hidden',
      'review.shown',
      'review.deleted',
    ],
    receive: markPlugin,
  }),
  subscriber({ name: 'search-of-author', types: ['user.updated'], receive: markAuthorsPlugins }),
  subscriber({
    name: 'search-of-listing',
    types: ['listing.created', 'listing.updated', 'listing.withdrawn', 'listing.sold'],
    receive: markAnnouncedListing,
  }),
  subscriber({ name: 'search-of-seller', types: ['user.updated'], receive: markSellersListings }),
  subscriber({
    name: 'search-of-versions',
    types: ['pumpkin-versions.changed'],
    receive: askForTending,
  }),
  subscriber({
    name: 'webhooks',
    types: SOURCE_EVENTS,
    receiveAll: queueDeliveries,
  }),
]
