export { approveListing, rejectListing, removeListing } from './decide-listing.ts'
export { getListing } from './get-listing.ts'
export { allowsDerivatives } from './licenses.ts'
export { listListings } from './list-listings.ts'
export { listReviewed } from './list-reviewed.ts'
export { moderateListing } from './moderate-listing.ts'
export { listing, ownListing, publicListing } from './present.ts'
export { publishListing } from './publish-listing.ts'
export {
  ApproveListing,
  CreateListing,
  License,
  Listing,
  ListingFeed,
  ListingPath,
  ListingStatus,
  ListListings,
  ListReviewed,
  MarketplaceListing,
  PublishedListing,
  RefuseListing,
  ReviewedListingFeed,
  UpdateListing,
} from './schema.ts'
export { LIFE_OF_A_LISTING } from './states.ts'
export { submitListing } from './submit-listing.ts'
export { updateListing } from './update-listing.ts'
export { withdrawListing } from './withdraw-listing.ts'
