/**
 * What the tenants' things are called. Names are data of others: some are written from right to
 * left, some read like a spreadsheet's formula or like HTML, and all of them have to be shown as
 * they are.
 */
export interface TenantNames {
  domainName: string
  userName: string
  region: string
  subProject: string
  auditInstances: {
    name: string
    status: string
    databases: { name: string; type: string; version: string; classification: 'RDS' | 'ECS' }[]
  }[]
  /** Users of the databases; every database has some of them. */
  databaseUsers: string[]
  ddmInstances: { name: string; status: string }[]
  /** Who kills sessions, the most active first. */
  operators: [string, ...string[]]
}

export const logistics: TenantNames = {
  domainName: 'lanhai-logistics',
  userName: 'auditor.chen',
  region: 'cn-north-4',
  subProject: 'cn-north-4_staging',
  auditInstances: [
    {
      name: 'DBSS-core-orders',
      status: 'ACTIVE',
      databases: [
        { name: 'orders', type: 'MYSQL', version: '8.0', classification: 'RDS' },
        { name: '订单归档_2026', type: 'MYSQL', version: '8.0', classification: 'RDS' },
        { name: 'billing', type: 'MYSQL', version: '8.0', classification: 'RDS' },
        { name: 'customers', type: 'MYSQL', version: '5.7', classification: 'RDS' },
        { name: '+SUM(A1)', type: 'MYSQL', version: '5.7', classification: 'RDS' },
        { name: 'rates', type: 'POSTGRESQL', version: '14', classification: 'RDS' },
      ],
    },
    {
      name: '仓储审计-华北',
      status: 'ACTIVE',
      databases: [
        { name: '仓库库存', type: 'GAUSSDB', version: '2.0', classification: 'RDS' },
        { name: 'wms_tasks', type: 'GAUSSDB', version: '2.0', classification: 'RDS' },
        { name: 'מלאי_מחסן_צפון', type: 'MYSQL', version: '8.0', classification: 'RDS' },
        { name: 'telemetry', type: 'POSTGRESQL', version: '15', classification: 'ECS' },
        {
          name: 'route_planning_scenarios_for_the_northern_and_north_eastern_distribution_centres',
          type: 'POSTGRESQL',
          version: '15',
          classification: 'ECS',
        },
      ],
    },
    {
      name: 'DBSS-finance',
      status: 'ACTIVE',
      databases: [
        { name: 'ledger', type: 'ORACLE', version: '19c', classification: 'ECS' },
        { name: 'payroll', type: 'ORACLE', version: '19c', classification: 'ECS' },
        {
          name: '<img src=x onerror=alert(1)>',
          type: 'MYSQL',
          version: '8.0',
          classification: 'RDS',
        },
      ],
    },
    {
      name: 'DBSS-legacy-tms',
      status: 'SHUTOFF',
      databases: [
        { name: 'tms_2019', type: 'SQLSERVER', version: '2014', classification: 'ECS' },
        { name: 'tms_archive', type: 'SQLSERVER', version: '2014', classification: 'ECS' },
      ],
    },
  ],
  databaseUsers: [
    'root',
    'app_orders',
    'app_billing',
    'rds_replica',
    'etl_nightly',
    'bi_reader',
    'wms_service',
    '王芳',
    '李伟',
    '张敏_dba',
    '陈晓东',
    '供应链只读',
    'zhao.lei',
    'sun.yan',
    'liu.qiang',
    'dba_oncall',
    "=cmd|' /C calc'!A0",
    '+SUM(A1)',
    '-2+3',
    '@x',
    '<img src=x onerror=alert(1)>',
    'מנהל_מסד',
    'מבקר חיצוני',
    'مدير_قاعدة_البيانات',
    'monitor',
    'backup_agent',
    'prometheus',
    'finance_rw',
    'finance_ro',
    'payroll_batch',
    'customs_gateway',
    'api_gateway',
    'app_customers',
    'app_tracking',
    'app_rates',
    'iot_ingest',
    'scheduler',
    'migration_2026',
    'readonly',
    'support_l2',
    'support_l3',
    'wu.jing',
    'zhou.ping',
    'xu.hui',
    'ma.chao',
    'gao.ning',
    'svc_integration_partner_portal_northern_region_primary_writer',
    'test',
    "O'Brien",
    'a"b,c;d',
  ],
  ddmInstances: [
    { name: 'ddm-orders-prod', status: 'RUNNING' },
    { name: 'ddm-仓储-prod', status: 'RUNNING' },
    { name: 'ddm-rates', status: 'RUNNING' },
  ],
  operators: [
    'ops.zhang',
    'dba_oncall',
    '王芳',
    'li.wei',
    'auto-killer',
    '陈晓东',
    "=cmd|' /C calc'!A0",
    'מבקר חיצוני',
    '<img src=x onerror=alert(1)>',
    '-2+3',
  ],
}

export const bank: TenantNames = {
  domainName: 'meridian-harbour-bank',
  userName: 'it.audit',
  region: 'ap-southeast-1',
  subProject: 'ap-southeast-1_sandbox',
  auditInstances: [
    {
      name: 'core-banking-audit',
      status: 'ACTIVE',
      databases: [
        { name: 'core_ledger', type: 'ORACLE', version: '19c', classification: 'ECS' },
        { name: 'deposits', type: 'ORACLE', version: '19c', classification: 'ECS' },
        { name: 'loans', type: 'GAUSSDB', version: '3.0', classification: 'RDS' },
        { name: '客戶資料', type: 'GAUSSDB', version: '3.0', classification: 'RDS' },
        { name: 'fraud_signals', type: 'POSTGRESQL', version: '15', classification: 'RDS' },
      ],
    },
    {
      name: 'cards-and-payments',
      status: 'ACTIVE',
      databases: [
        { name: 'card_auth', type: 'MYSQL', version: '8.0', classification: 'RDS' },
        { name: 'settlement', type: 'MYSQL', version: '8.0', classification: 'RDS' },
        { name: '@x', type: 'MYSQL', version: '8.0', classification: 'RDS' },
        { name: 'سجل_المدفوعات', type: 'MYSQL', version: '8.0', classification: 'RDS' },
      ],
    },
    {
      name: 'branch-systems-hk',
      status: 'ACTIVE',
      databases: [
        { name: 'branch_ops', type: 'SQLSERVER', version: '2019', classification: 'ECS' },
        { name: 'queueing', type: 'SQLSERVER', version: '2019', classification: 'ECS' },
        { name: '-2+3', type: 'MYSQL', version: '5.7', classification: 'RDS' },
      ],
    },
    {
      name: 'treasury-decommissioned',
      status: 'SHUTOFF',
      databases: [{ name: 'treasury_2021', type: 'ORACLE', version: '12c', classification: 'ECS' }],
    },
  ],
  databaseUsers: [
    'SYSTEM',
    'CORE_APP',
    'CORE_BATCH',
    'LEDGER_RO',
    'svc-card-auth',
    'svc-settlement',
    'svc-fraud',
    'aml_reader',
    'recon_nightly',
    'swift_gateway',
    'fps_gateway',
    'atm_switch',
    'mobile_api',
    'web_banking',
    '陳大文',
    '黃美玲',
    '李嘉欣_dba',
    '何志強',
    'محلل_المخاطر',
    'مدقق_داخلي',
    'رقابة',
    'מנהל_סיכונים',
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://example.invalid","open")',
    '+SUM(A1)',
    '-2+3',
    '@x',
    '<img src=x onerror=alert(1)>',
    'p.fernandes',
    's.iyer',
    'k.tanaka',
    'm.rossi',
    'h.lindqvist',
    'dba-primary',
    'dba-secondary',
    'break_glass_01',
    'break_glass_02',
    'tableau',
    'powerbi',
    'qlik_extract',
    'vendor_temenos',
    'vendor_fis',
    'backup',
    'replicator',
    'audit_ro',
    'quarterly_regulatory_reporting_extraction_service_account_hkma',
    'sandbox',
    'grafana',
  ],
  ddmInstances: [
    { name: 'ddm-payments', status: 'RUNNING' },
    { name: 'ddm-mobile-客戶', status: 'RUNNING' },
  ],
  operators: [
    'svc-session-guard',
    'dba-primary',
    '黃美玲',
    'dba-secondary',
    'p.fernandes',
    'مدقق_داخلي',
    '+SUM(A1)',
    '@x',
    'break_glass_01',
    '何志強',
  ],
}
