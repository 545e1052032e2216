import { z } from 'zod'
import { VersionPath } from '../versions/index.ts'
import { MAX_REQUIREMENT_LENGTH, parseRequirement } from './requirement.ts'

/** Kept as it is sent, trimmed: nothing is cleaned away, what is no requirement is refused. */
const VersionReq = z
  .string()
  .overwrite((text) => text.trim())
  .superRefine((text, ctx) => {
    const parsed = parseRequirement(text)
    if ('problem' in parsed) ctx.addIssue({ code: 'custom', message: parsed.problem })
  })
  .meta({ minLength: 1, maxLength: MAX_REQUIREMENT_LENGTH })
  .describe('Semver requirement (e.g. `>=0.2.0`, `^1.0`, `~0.3`)')

export const DeclareDependency = VersionPath.extend({
  dependency_plugin_id: z
    .guid()
    .overwrite((id) => id.toLowerCase())
    .describe('ID of the plugin to depend on'),
  version_req: VersionReq,
  is_optional: z.boolean().default(false),
})
export type DeclareDependency = z.infer<typeof DeclareDependency>

export const DependencyPath = VersionPath.extend({
  dependency_id: z.guid().describe('Id of the dependency, as the list shows it'),
})
export type DependencyPath = z.infer<typeof DependencyPath>

export const UpdateDependency = DependencyPath.extend({
  version_req: VersionReq.optional(),
  is_optional: z.boolean().optional(),
}).refine(({ version_req, is_optional }) => version_req !== undefined || is_optional !== undefined, {
  message: 'The body is empty: send version_req or is_optional',
})
export type UpdateDependency = z.infer<typeof UpdateDependency>

export const Dependency = z
  .object({
    id: z.guid(),
    dependency_plugin: z.object({ id: z.guid(), name: z.string(), slug: z.string() }),
    version_req: z.string().describe('As it was sent'),
    is_optional: z.boolean(),
    created_at: z.string().describe('ISO 8601 UTC'),
  })
  .meta({ id: 'Dependency' })
export type Dependency = z.infer<typeof Dependency>

export const DependencyList = z
  .object({
    plugin_slug: z.string(),
    version: z.string(),
    total: z.int(),
    dependencies: z.array(Dependency),
  })
  .meta({ id: 'DependencyList' })
export type DependencyList = z.infer<typeof DependencyList>

/** Said, not looked at: a graph has many thousands, all from columns of this type. */
const Id = z.string().meta({ format: 'uuid' })

const GraphEdge = z.object({
  dependency_plugin_id: Id,
  dependency_plugin_name: z.string(),
  dependency_plugin_slug: z.string(),
  version_req: z.string(),
  is_optional: z.boolean(),
  resolved_version: z
    .string()
    .nullable()
    .describe('The highest version that satisfies the requirement and is not yanked'),
  is_compatible: z.boolean().describe('Whether there is such a version'),
})

export const DependencyNode = z
  .object({
    plugin_id: Id,
    plugin_name: z.string(),
    plugin_slug: z.string(),
    version: z.string(),
    version_id: Id,
    dependencies: z.array(GraphEdge),
  })
  .meta({ id: 'DependencyNode' })

const CONFLICT_TYPES = [
  'no_matching_version',
  'incompatible_ranges',
  'circular_dependency',
  'inactive_plugin',
] as const

export const DependencyConflict = z
  .object({
    conflict_type: z.enum(CONFLICT_TYPES),
    plugin_slug: z.string(),
    plugin_name: z.string(),
    message: z.string(),
    requirements: z.array(
      z.object({ required_by: z.string().describe('`slug@version`'), version_req: z.string() }),
    ),
  })
  .meta({ id: 'DependencyConflict' })
export type DependencyConflict = z.infer<typeof DependencyConflict>

export const DependencyGraph = z
  .object({
    plugin_slug: z.string(),
    version: z.string(),
    graph: z.array(DependencyNode),
    conflicts: z.array(DependencyConflict),
  })
  .meta({ id: 'DependencyGraph' })
export type DependencyGraph = z.infer<typeof DependencyGraph>

const Dependant = z.object({
  plugin_id: z.guid(),
  plugin_name: z.string(),
  plugin_slug: z.string(),
  version: z.string(),
  version_req: z.string(),
  is_optional: z.boolean(),
})

export const DependantList = z
  .object({
    plugin_slug: z.string(),
    plugin_name: z.string(),
    total: z.int().describe('How many versions of plugins there are, also where not all are listed'),
    dependants: z.array(Dependant),
  })
  .meta({ id: 'DependantList' })
export type DependantList = z.infer<typeof DependantList>
