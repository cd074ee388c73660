-- The table that canal.subscription.table names: which tables are delivered, and which of
-- their operations. Run it as a user who may create it, and let the application's user read it:
--   GRANT SELECT ON baker_sys_canal.baker_canal_config TO canal@'%';
CREATE DATABASE IF NOT EXISTS baker_sys_canal;

CREATE TABLE IF NOT EXISTS baker_sys_canal.baker_canal_config (
	id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
	db_name VARCHAR(64) NOT NULL COMMENT 'Name of the database; * stands for any run of characters',
	tb_name VARCHAR(64) NOT NULL COMMENT 'Name of the table; * stands for any run of characters',
	monitor_insert BIT(1) NOT NULL DEFAULT b'1' COMMENT 'Whether inserts are delivered',
	monitor_update BIT(1) NOT NULL DEFAULT b'1' COMMENT 'Whether updates are delivered',
	monitor_delete BIT(1) NOT NULL DEFAULT b'1' COMMENT 'Whether deletes are delivered',
	create_time DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
	update_time DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
	UNIQUE KEY uk_db_name_tb_name (db_name, tb_name)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
