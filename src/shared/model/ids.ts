import { z } from 'zod'

/**
 * Ids are branded so that one kind can't be passed for another: an audit instance's id where a DDM
 * instance's is wanted does not compile.
 */
export const AccountId = z.uuid().brand<'AccountId'>()
export type AccountId = z.infer<typeof AccountId>

/** A file of accounts that is open to be taken in. */
export const ImportId = z.uuid().brand<'ImportId'>()
export type ImportId = z.infer<typeof ImportId>

/** Project id: "32 to 64 characters" (every seed page, path parameters); shown examples have 32. */
export const ProjectId = z.string().trim().min(1, 'must not be empty').max(64).brand<'ProjectId'>()
export type ProjectId = z.infer<typeof ProjectId>

/**
 * The *string* id of a DBSS audit instance, from the instance list. Not the 64-bit number that the
 * audit summary calls `instance_id`: nothing documents how the two relate.
 */
export const AuditInstanceId = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(128)
  .brand<'AuditInstanceId'>()
export type AuditInstanceId = z.infer<typeof AuditInstanceId>

/** A DDM instance's id, or that of an associated RDS instance (seed-4, URI parameters). */
export const DdmInstanceId = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(128)
  .brand<'DdmInstanceId'>()
export type DdmInstanceId = z.infer<typeof DdmInstanceId>

/** The record id of a database under audit (`db_id`), such as `nhlzy5gBs27Fw8ND_w_P` (seed-0). */
export const DatabaseId = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(128)
  .brand<'DatabaseId'>()
export type DatabaseId = z.infer<typeof DatabaseId>
