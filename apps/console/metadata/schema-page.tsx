import { useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate, useParams } from 'react-router'
import type { MetadataField, MetadataSchema } from '#services/vms'
import { PageFrame } from '../components/page-frame.tsx'
import { Empty, ErrorState, Skeleton } from '../components/states.tsx'
import { offerUndo } from '../components/undo-list.ts'
import { api } from '../shell/api.ts'
import { formatInstant } from '../shell/format.ts'
import { isProblem } from '../shell/problem.ts'
import { randomId } from '../shell/random-id.ts'
import { useSession } from '../shell/session.tsx'
import { useAct } from '../shell/use-act.ts'
import { SchemaEditor } from './schema-editor.tsx'

const listKey = ['metadata-schemas']

/** One metadata schema: its fields, and what it was in its earlier versions. */
export const SchemaPage = () => {
  const { t } = useTranslation()
  const { id = '' } = useParams()
  const isNew = id === 'new'
  const schema = useQuery({
    queryKey: [...listKey, id],
    queryFn: ({ signal }) => api.vms.schema({ id }, { signal }),
    enabled: !isNew,
  })
  const crumbs = [{ to: '/station/metadata', label: t('nav.metadata') }]
  if (isNew) return <NewSchema crumbs={crumbs} />
  if (schema.data) return <Opened key={`${id} ${schema.data.version}`} schema={schema.data} crumbs={crumbs} />
  return (
    <PageFrame title={t('nav.metadata')} crumbs={crumbs} width="narrow">
      {isProblem(schema.error, 'schema-not-found') ? (
        <Empty title={t('schemas.gone')}>
          <Link to="/station/metadata">{t('schemas.all')}</Link>
        </Empty>
      ) : schema.error ? (
        <ErrorState error={schema.error} again={() => void schema.refetch()} />
      ) : (
        <Skeleton shape="form" rows={5} />
      )}
    </PageFrame>
  )
}

type Crumbs = { crumbs: { to: string; label: string }[] }
const nothing = { name: '', fields: [] as MetadataField[] }

const NewSchema = ({ crumbs }: Crumbs) => {
  const { t } = useTranslation()
  const { may } = useSession()
  const queries = useQueryClient()
  const navigate = useNavigate()
  return (
    <PageFrame title={t('schemas.make')} about={t('schemas.editorAbout')} crumbs={crumbs} width="narrow">
      <SchemaEditor
        first={nothing}
        readOnly={!may('station:manage')}
        okText={t('actions.create')}
        save={async (edited) => {
          const { id } = await api.vms.addSchema(edited, { idempotencyKey: randomId() })
          await queries.invalidateQueries({ queryKey: listKey })
          void navigate(`/station/metadata/${id}`, { replace: true })
        }}
      />
    </PageFrame>
  )
}

const Opened = ({ schema, crumbs }: Crumbs & { schema: MetadataSchema }) => {
  const { t, i18n } = useTranslation()
  const { may } = useSession()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const [shown, setShown] = useState(schema.version)
  const { id, version, retired } = schema
  const old = useQuery({
    queryKey: [...listKey, id, shown],
    queryFn: ({ signal }) => api.vms.schema({ id, of: shown }, { signal }),
    enabled: shown !== version,
  })
  const again = () => queries.invalidateQueries({ queryKey: listKey })
  const change = async (changes: Partial<Pick<MetadataSchema, 'name' | 'fields' | 'retired'>>, at = version) => {
    const next = await api.vms.changeSchema({ id, version: at, ...changes })
    await again()
    return next
  }
  const retire = useAct(async () => {
    const next = await change({ retired: !retired })
    const back = () => void change({ retired }, next.version).catch(again)
    offerUndo({ text: t(retired ? 'schemas.usedAgain' : 'schemas.retiredNow'), undo: back })
  })
  const goBack = useAct(async ({ name, fields }: MetadataSchema) => {
    await change({ name, fields })
    void message.success(t('schemas.saved'))
  })
  const manages = may('station:manage')
  const isOld = shown !== version
  return (
    <PageFrame
      title={schema.name}
      about={t(manages ? 'schemas.editorAbout' : 'schemas.readOnly')}
      crumbs={crumbs}
      width="narrow"
      actions={
        <>
          {version > 1 ? (
            <Select
              aria-label={t('schemas.version')}
              value={shown}
              onChange={setShown}
              options={Array.from({ length: version }, (_, i) => version - i).map((value) => ({
                value,
                label: t(value === version ? 'schemas.versionNow' : 'schemas.versionOf', { number: value }),
              }))}
              data-testid="schema-version"
            />
          ) : null}
          {manages && !isOld ? (
            <Button loading={retire.busy} onClick={() => retire.act()} data-testid="retire-schema">
              {t(retired ? 'schemas.useAgain' : 'schemas.retire')}
            </Button>
          ) : null}
        </>
      }
    >
      {retired ? <p className="amber schema-note">{t('schemas.isRetired')}</p> : null}
      {isOld && old.data ? (
        <div className="schema-note row">
          <span className="soft grow">
            {t('schemas.oldBy', {
              name: old.data.createdBy,
              at: formatInstant(old.data.createdAt, i18n.language),
            })}
          </span>
          {manages ? (
            <Button loading={goBack.busy} onClick={() => goBack.act(old.data)}>
              {t('schemas.goBack')}
            </Button>
          ) : null}
        </div>
      ) : null}
      {isOld && !old.data ? (
        old.error ? (
          <ErrorState error={old.error} again={() => void old.refetch()} />
        ) : (
          <Skeleton shape="form" rows={5} />
        )
      ) : (
        <SchemaEditor
          key={shown}
          first={isOld ? old.data! : schema}
          readOnly={!manages || isOld}
          okText={t('actions.save')}
          save={async (edited) => {
            await change(edited)
            void message.success(t('schemas.saved'))
          }}
        />
      )}
    </PageFrame>
  )
}
