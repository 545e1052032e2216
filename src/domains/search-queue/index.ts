export {
  markAnnouncedListing,
  markCountedListing,
  markListingsOf,
  markSellersListings,
} from './mark-listings.ts'
export { askForTending, markAuthorsPlugins, markPlugin, markPlugins } from './mark-plugins.ts'
