import { counted, type ReportView } from '../render/report-view.ts';
import type { AuditReport } from './audit-report.ts';

/** An audit's report as people are shown it. */
export function auditView({ domain, applications, findings, notChecked }: AuditReport): ReportView {
  return {
    title: domain,
    summary: applications === undefined ? 'audit' : `audit of ${counted(applications, 'application')}`,
    findings,
    notChecked,
    notes: [],
  };
}
