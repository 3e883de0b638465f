import { useQueryClient } from '@tanstack/react-query'
import { Select } from 'antd'
import { memo, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { TSchema } from 'typebox'
import type { Asset, MetadataSchema } from '#services/vms'
import { SchemaForm } from '../components/schema-form.tsx'
import { offerUndo } from '../components/undo-list.ts'
import { api } from '../shell/api.ts'
import { isProblem } from '../shell/problem.ts'
import { useSession } from '../shell/session.tsx'
import { putAsset, useInTurn } from './asset-data.ts'
import { changesOf, formOf, useSchemas } from './metadata-schema.ts'

/** What the station writes down of its assets, by a schema of its own. Nothing where it has none. */
export const MetadataForm = memo(({ asset }: { asset: Asset }) => {
  const { t } = useTranslation()
  const { may } = useSession()
  const schemas = useSchemas()
  const [chosen, setChosen] = useState<string>()
  const current = chosen ?? asset.schema
  const schema = schemas.data?.find(({ id }) => id === current)
  const options = (schemas.data ?? []).filter(({ id, retired }) => !retired || id === asset.schema)
  if (options.length === 0) return null
  return (
    <section className="metadata" aria-label={t('metadata.title')} data-testid="metadata">
      <header>
        <h2 className="label">{t('metadata.title')}</h2>
        <Select
          size="small"
          aria-label={t('metadata.schema')}
          placeholder={t('metadata.choose')}
          value={current ?? null}
          disabled={!may('assets:write')}
          options={options.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={setChosen}
        />
      </header>
      {schema ? <Fields key={`${schema.id}/${schema.version}`} asset={asset} schema={schema} /> : null}
    </section>
  )
})

const Fields = ({ asset, schema }: { asset: Asset; schema: MetadataSchema }) => {
  const { t } = useTranslation()
  const { may } = useSession()
  const queries = useQueryClient()
  const inTurn = useInTurn(asset.id)
  const form = useMemo(() => formOf(schema), [schema])
  const fields = asset.fields ?? nothing
  const words = useMemo(
    () =>
      Object.fromEntries(
        schema.fields.map(({ key, label, help, required }) => [
          key,
          { label, rows: 2, help: [required ? t('metadata.required') : undefined, help].filter(Boolean).join(' · ') },
        ]),
      ),
    [schema, t],
  )
  /** On the version that holds now: another's change of other things is no reason to refuse this one. */
  const put = async (changes: Record<string, unknown>) => {
    const update = (version: number) =>
      api.vms.update({
        id: asset.id,
        version,
        schema: schema.id,
        fields: changes as Record<string, string | null>,
      })
    return inTurn(async (version) => {
      try {
        return await update(version)
      } catch (error) {
        if (!isProblem(error, 'changed-meanwhile')) throw error
        const now = await api.vms.get({ id: asset.id })
        const touched = Object.keys(changes).some(
          (key) => JSON.stringify(now.fields?.[key]) !== JSON.stringify(fields[key]),
        )
        putAsset(queries, now)
        if (touched) throw error
        return update(now.version)
      }
    })
  }
  const submit = async (values: Record<string, unknown>) => {
    const changes = changesOf(fields, values)
    if (Object.keys(changes).length === 0 && asset.schema === schema.id) return
    const before = Object.fromEntries(Object.keys(changes).map((key) => [key, fields[key] ?? null]))
    const next = await put(changes)
    // After the form has forgotten what was typed: it is made anew of what holds then.
    setTimeout(() => putAsset(queries, next))
    offerUndo({
      text: t('asset.saved'),
      undo: () => void put(before).then((next) => putAsset(queries, next)),
    })
  }
  return (
    <SchemaForm
      // What others write shows; what is being typed is kept under this name.
      key={JSON.stringify(fields)}
      schema={form as unknown as TSchema}
      fields={words}
      initial={fields as never}
      submit={(values) => submit(values as Record<string, unknown>)}
      okText={t('metadata.save')}
      keepAs={`metadata.${asset.id}.${schema.id}`}
      readOnly={!may('assets:write') || asset.deletedAt !== undefined}
    />
  )
}

const nothing: Readonly<Record<string, unknown>> = {}
