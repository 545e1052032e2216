export { listCategories } from './list-categories.ts'
export { Category } from './schema.ts'
