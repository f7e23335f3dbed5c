# The journal under power cuts and on a full disk.
jiaohao_test(NAME power_cut LABEL scenario TIMEOUT 600
	SOURCES ${CMAKE_CURRENT_LIST_DIR}/power_cut.c ${CMAKE_CURRENT_LIST_DIR}/recorded_day.c
	ROOMS journal core_world vfs_recorder PkgConfig::libevent PkgConfig::sqlite3)
jiaohao_test(NAME full_disk LABEL scenario TIMEOUT 60
	SOURCES ${CMAKE_CURRENT_LIST_DIR}/full_disk.c ROOMS journal journal_bed)
