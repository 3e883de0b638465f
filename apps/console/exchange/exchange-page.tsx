import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { PageFrame } from '../components/page-frame.tsx'
import { useSession } from '../shell/session.tsx'
import { exportAddress, exportForms } from './export-address.ts'
import { ImportPanel } from './import-panel.tsx'
import './exchange.css'

/** 导入导出: what is written down of assets, from tables, lists and feeds, and back into them. */
export const ExchangePage = () => {
  const { t } = useTranslation()
  const { may } = useSession()
  return (
    <PageFrame title={t('nav.exchange')} about={t('exchange.about')}>
      <div className="exchange" data-testid="exchange">
        {may('assets:write') ? <ImportPanel /> : <p className="soft">{t('exchange.mayNotImport')}</p>}
        <section className="panel panel-body" aria-label={t('exchange.export')}>
          <h2>{t('exchange.export')}</h2>
          <p className="soft">{t('exchange.exportAbout')}</p>
          <div className="row">
            {exportForms.map((form) => (
              <Button key={form} href={exportAddress(form)} download data-testid={`export-${form}`}>
                {t('exchange.all', { form: t(`exchange.forms.${form}`) })}
              </Button>
            ))}
            <Link to="/library">{t('exchange.toLibrary')}</Link>
          </div>
        </section>
      </div>
    </PageFrame>
  )
}
