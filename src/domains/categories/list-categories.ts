import { statement } from '../../database/sql.ts'
import type { Context } from '../context.ts'
import type { Category } from './schema.ts'

const activeCategories = statement<Category>(`
  select id, name, slug, description, icon, display_order, created_at
  from categories where is_active order by display_order, name, id`)

/** The active categories in display order, then by name. */
export const listCategories = (ctx: Context): Promise<Category[]> => ctx.app.sql.all(activeCategories)
