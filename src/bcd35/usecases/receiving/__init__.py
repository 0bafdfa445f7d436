"""record-report, reports and return-report: what units send back."""
