-- Tables and feeds know an asset by the name of its file.
create index asset_file_name on asset (station, file_name) where deleted_at is null;
