import { useQuery } from '@tanstack/react-query'
import { Button, Input, Select } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Column } from '#services/vms'
import { api } from '../shell/api.ts'
import { problemText } from '../shell/problem.ts'
import { useSession } from '../shell/session.tsx'

type ColumnFormProps = {
  /** The one to change; a new one without. */
  column?: Column
  parent?: string | undefined
  columns: readonly Column[]
  done(): void
  saved(): Promise<void>
}

/** A column's name, where it stands, and who may edit and publish in it. */
export const ColumnForm = ({ column, parent, columns, done, saved }: ColumnFormProps) => {
  const { t } = useTranslation()
  const [name, setName] = useState(column?.name ?? '')
  const [above, setAbove] = useState(column?.parent ?? parent ?? '')
  const [editors, setEditors] = useState<string[]>(column?.editors ?? [])
  const [publishers, setPublishers] = useState<string[]>(column?.publishers ?? [])
  const [problem, setProblem] = useState<string>()
  const [busy, setBusy] = useState(false)
  const id = useId()
  const places = columns.filter(({ path }) => column === undefined || !path.includes(column.name))

  const save = async () => {
    const who = (ids: string[]) => (ids.length > 0 ? ids : null)
    const values = { name: name.trim(), editors: who(editors), publishers: who(publishers) }
    setBusy(true)
    try {
      if (column) {
        const place = above === (column.parent ?? '') ? {} : { parent: above || null }
        await api.vms.changeColumn({ id: column.id, version: column.version, ...values, ...place })
      } else {
        const position = columns.filter((one) => (one.parent ?? '') === above).length
        await api.vms.addColumn({ ...values, position, ...(above ? { parent: above } : {}) })
      }
      await saved()
      done()
    } catch (error) {
      setProblem(problemText(error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <form
      className="column-form"
      data-testid="column-form"
      onSubmit={(event) => {
        event.preventDefault()
        if (name.trim() !== '') void save()
      }}
    >
      <label htmlFor={`${id}name`}>{t('columns.name')}</label>
      <Input
        id={`${id}name`}
        autoFocus
        value={name}
        maxLength={100}
        onChange={(event) => setName(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return
          event.stopPropagation()
          done()
        }}
        data-testid="column-name"
      />
      <label htmlFor={`${id}above`}>{t('columns.above')}</label>
      <Select
        id={`${id}above`}
        value={above}
        onChange={setAbove}
        showSearch={{ optionFilterProp: 'label' }}
        options={[
          { value: '', label: t('columns.top') },
          ...places.map((one) => ({ value: one.id, label: one.path.join(' / ') })),
        ]}
      />
      <People id={`${id}editors`} label={t('columns.editors')} value={editors} onChange={setEditors} />
      <People id={`${id}publishers`} label={t('columns.publishers')} value={publishers} onChange={setPublishers} />
      <p className="form-error" role="alert">
        {problem}
      </p>
      <div className="column-form-do">
        <Button onClick={done}>{t('actions.cancel')}</Button>
        <Button type="primary" htmlType="submit" loading={busy} disabled={name.trim() === ''} data-testid="save-column">
          {t('actions.save')}
        </Button>
      </div>
    </form>
  )
}

type PeopleProps = { id: string; label: string; value: string[]; onChange(ids: string[]): void }
const mostPeople = 200

/** Some of the station's people; nobody named means: as in the column above. */
const People = ({ id, label, value, onChange }: PeopleProps) => {
  const { t } = useTranslation()
  const { may } = useSession()
  const { data } = useQuery({
    queryKey: ['people', 'names'],
    queryFn: async ({ signal }) => (await api.access.people({ limit: mostPeople }, { signal })).items,
    enabled: may('station:read'),
  })
  return (
    <>
      <label htmlFor={id}>{label}</label>
      <Select
        id={id}
        mode="multiple"
        value={value}
        onChange={onChange}
        placeholder={t('columns.asAbove')}
        showSearch={{ optionFilterProp: 'label' }}
        maxTagCount="responsive"
        options={(data ?? []).flatMap(({ id, name, disabled }) => (disabled ? [] : [{ value: id, label: name }]))}
      />
    </>
  )
}
