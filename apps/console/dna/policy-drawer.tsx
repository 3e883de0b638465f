import { useQueryClient } from '@tanstack/react-query'
import { Select } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Type, type Static } from 'typebox'
import { dna, type Policy, type PolicySource } from '#services/dna'
import { DetailDrawer } from '../components/detail-drawer.tsx'
import type { FieldControl } from '../components/form-field.tsx'
import { SchemaForm } from '../components/schema-form.tsx'
import { AssetChoice } from '../library/asset-choice.tsx'
import { useColumns } from '../library/catalogue.ts'
import { api } from '../shell/api.ts'

const { action, minimumSeconds, creditLine, share, note } = dna.operations.putPolicy.input.properties
const rules = { action, minimumSeconds, creditLine, share, note }
const kinds = ['default', 'column', 'asset', 'shared'] as const

/** What a policy is about is settled when it is made: it stands for just that. */
const NewPolicy = Type.Object({
  matter: Type.String({ pattern: '^(default|shared|(column|asset):.+)$' }),
  ...rules,
})
const Rules = Type.Object(rules)

/** `column:新闻`, `asset:<id>`, `default`: what a policy is about, as one value. */
const matterOf = (source: PolicySource): string =>
  source.kind === 'column' ? `column:${source.column}` : source.kind === 'asset' ? `asset:${source.asset}` : source.kind
const sourceOf = (matter: string): PolicySource => {
  const [kind, ...rest] = matter.split(':')
  const value = rest.join(':')
  if (kind === 'column') return { kind, column: value }
  if (kind === 'asset') return { kind, asset: value }
  return { kind: kind === 'shared' ? 'shared' : 'default' }
}

type PolicyDrawerProps = { open: boolean; policy: Policy | undefined; close(): void }

/** Settles what follows when something is shown again. */
export const PolicyDrawer = ({ open, policy, close }: PolicyDrawerProps) => {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const words = useWords()
  const put = async ({ matter, ...said }: Static<typeof NewPolicy>) => {
    await api.dna.putPolicy({ source: sourceOf(matter), ...said })
    await queries.invalidateQueries({ queryKey: ['dna'] })
    close()
  }
  const first = useMemo(() => ({ matter: 'default', action: 'flag' as const, minimumSeconds: 3 }), [])
  return (
    <DetailDrawer
      open={open}
      close={close}
      title={t(policy ? 'copies.policy.change' : 'copies.policy.make')}
      about={policy ? t(`copies.policy.kinds.${policy.source.kind}`) : t('copies.policy.makeAbout')}
      testId="dna-policy-drawer"
    >
      {policy ? (
        <SchemaForm
          key={policy.id}
          schema={Rules}
          fields={words}
          initial={policy}
          okText={t('actions.save')}
          cancel={close}
          submit={(values) => put({ matter: matterOf(policy.source), ...values })}
        />
      ) : (
        <SchemaForm
          schema={NewPolicy}
          fields={{
            matter: { label: t('copies.policy.source'), input: Matter },
            ...words,
          }}
          initial={first}
          okText={t('actions.create')}
          cancel={close}
          submit={put}
        />
      )}
    </DetailDrawer>
  )
}

const useWords = () => {
  const { t } = useTranslation()
  const options = Object.fromEntries(
    action.enum.map((value) => [value, `${t(`copies.actions.${value}`)} · ${t(`copies.follows.${value}`)}`]),
  )
  return {
    action: { label: t('copies.action'), options },
    minimumSeconds: { label: t('copies.policy.minimumSeconds'), help: t('copies.policy.minimumHelp') },
    creditLine: { label: t('copies.policy.creditLine'), help: t('copies.policy.creditHelp') },
    share: { label: t('copies.policy.share'), help: t('copies.policy.shareHelp') },
    note: { label: t('copies.policy.note'), rows: 2 },
  }
}

type Given = { control: FieldControl; value: unknown; change(value: unknown): void }

const Matter = ({ control, value, change }: Given) => {
  const { t } = useTranslation()
  const columns = useColumns()
  const [kind = 'default', ...rest] = String(value).split(':')
  const chosen = rest.join(':')
  return (
    <div className="dna-about">
      <Select
        id={control.id}
        value={kind}
        options={kinds.map((one) => ({ value: one, label: t(`copies.policy.kinds.${one}`) }))}
        onChange={(next) => change(next === 'default' || next === 'shared' ? next : `${next}:`)}
        data-testid="dna-policy-kind"
      />
      {kind === 'column' ? (
        <Select
          aria-label={t('copies.policy.whichColumn')}
          placeholder={t('copies.policy.whichColumn')}
          value={chosen || null}
          showSearch={{ optionFilterProp: 'label' }}
          options={(columns.data ?? []).map((column) => ({ value: column.name, label: column.path.join(' / ') }))}
          onChange={(name: string) => change(`column:${name}`)}
        />
      ) : null}
      {kind === 'asset' ? (
        <AssetChoice
          label={t('copies.policy.whichAsset')}
          value={chosen || undefined}
          change={(asset) => change(`asset:${asset ?? ''}`)}
        />
      ) : null}
    </div>
  )
}
