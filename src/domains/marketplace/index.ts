export { browseListings } from './browse-listings.ts'
export { forkListing } from './fork-listing.ts'
export { installListing } from './install-listing.ts'
export { purchaseListing } from './purchase-listing.ts'
export { rateListing } from './rate-listing.ts'
export {
  BrowseListings,
  Install,
  ListingRating,
  ListingRef,
  MarketplacePage,
  Order,
  RateListing,
} from './schema.ts'
export { viewListing } from './view-listing.ts'
