create user 'canal'@'%' identified by 'canal';
grant select, replication slave, replication client on *.* to 'canal'@'%';
