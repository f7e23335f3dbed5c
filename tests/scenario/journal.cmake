# The journal under power cuts and on a full disk.
jiaohao_test(NAME power_cut LABEL scenario TIMEOUT 600
	SOURCES ${CMAKE_CURRENT_LIST_DIR}/power_cut.c ${CMAKE_CURRENT_LIST_DIR}/recorded_day.c
	ROOMS journal core_world vfs_recorder PkgConfig::libevent PkgConfig::sqlite3)
jiaohao_test(NAME full_disk LABEL scenario TIMEOUT 60
	SOURCES ${CMAKE_CURRENT_LIST_DIR}/full_disk.c ROOMS journal journal_bed)

# The same with the whole daemon.
add_executable(jiaohaod-recorded ${CMAKE_CURRENT_LIST_DIR}/recorded_main.c)
target_link_libraries(jiaohaod-recorded PRIVATE app vfs_recorder)
jiaohao_scenario(NAME power TIMEOUT 300 ARGUMENTS 1)
jiaohao_scenario(NAME storage TIMEOUT 120)
