import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import type { MetadataSchema } from '#services/vms'
import { useSchemas } from '../asset/metadata-schema.ts'
import { DataTable } from '../components/data-table.tsx'
import { PageFrame } from '../components/page-frame.tsx'
import { Ago } from '../components/quantities.tsx'
import { rowsOf } from '../components/rows.ts'
import { Empty } from '../components/states.tsx'
import { Status } from '../components/status.tsx'
import type { Column } from '../components/table-columns.ts'
import { useSession } from '../shell/session.tsx'

const idOf = (schema: MetadataSchema) => schema.id
const nameOf = (schema: MetadataSchema) => schema.name

/** 编目表: what the station writes down of each sort of asset. */
export const SchemasPage = () => {
  const { t } = useTranslation()
  const { may } = useSession()
  const navigate = useNavigate()
  const { data, error, isPending, refetch } = useSchemas()
  const manages = may('station:manage')
  const make = manages ? (
    <Button type="primary" onClick={() => void navigate('/station/metadata/new')} data-testid="new-schema">
      {t('schemas.make')}
    </Button>
  ) : undefined
  const items = data ?? []
  return (
    <PageFrame
      title={t('nav.metadata')}
      about={t(manages ? 'schemas.about' : 'schemas.readOnly')}
      primary={items.length > 0 ? make : undefined}
    >
      <div data-testid="schemas">
        <DataTable<MetadataSchema>
          name="schemas"
          label={t('nav.metadata')}
          columns={useSchemaColumns()}
          rows={{ ...rowsOf(items), pending: isPending, error: error ?? undefined, again: () => void refetch() }}
          idOf={idOf}
          nameOf={nameOf}
          hrefOf={({ id }) => `/station/metadata/${id}`}
          empty={
            <Empty title={t('schemas.none')} detail={t('schemas.noneDetail')}>
              {make}
            </Empty>
          }
        />
      </div>
    </PageFrame>
  )
}

const useSchemaColumns = (): Column<MetadataSchema>[] => {
  const { t } = useTranslation()
  return [
    {
      key: 'name',
      title: t('schemas.name'),
      cell: ({ name }) => <span data-testid="schema">{name}</span>,
      widthPixels: 200,
    },
    {
      key: 'fields',
      title: t('schemas.fields'),
      cell: ({ fields }) => (
        <span className="ellipsis">
          {fields.map(({ label, required }) => (required ? `${label}*` : label)).join(' · ')}
        </span>
      ),
      widthPixels: 320,
      grow: true,
    },
    {
      key: 'state',
      title: t('schemas.state'),
      cell: ({ retired }) => (
        <Status tone={retired ? 'none' : 'jade'}>{t(retired ? 'schemas.retired' : 'schemas.inUse')}</Status>
      ),
      widthPixels: 110,
      card: 'state',
    },
    {
      key: 'version',
      title: t('schemas.version'),
      cell: ({ version }) => version,
      widthPixels: 80,
      end: true,
      card: 'about',
    },
    {
      key: 'changed',
      title: t('schemas.changed'),
      cell: ({ createdBy, createdAt }) => (
        <span className="ellipsis">
          {createdBy} · <Ago at={createdAt} />
        </span>
      ),
      widthPixels: 200,
      card: 'about',
    },
  ]
}
