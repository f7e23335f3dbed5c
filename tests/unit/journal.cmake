# The journal: on a healthy disk, and on one that fails.
add_library(journal_bed STATIC ${CMAKE_CURRENT_LIST_DIR}/journal_bed.c)
target_include_directories(journal_bed PUBLIC ${CMAKE_CURRENT_LIST_DIR})
target_link_libraries(journal_bed PUBLIC journal PRIVATE PkgConfig::libevent PkgConfig::sqlite3)

jiaohao_test(NAME test_journal LABEL unit SOURCES ${CMAKE_CURRENT_LIST_DIR}/test_journal.c
	ROOMS journal journal_bed vfs_recorder PkgConfig::libevent PkgConfig::sqlite3)
jiaohao_test(NAME test_journal_faults LABEL unit
	SOURCES ${CMAKE_CURRENT_LIST_DIR}/test_journal_faults.c
	ROOMS journal journal_bed vfs_recorder PkgConfig::libevent PkgConfig::sqlite3)
jiaohao_test(NAME test_journal_leg LABEL unit SOURCES ${CMAKE_CURRENT_LIST_DIR}/test_journal_leg.c
	ROOMS journal journal_bed core_world PkgConfig::libevent PkgConfig::sqlite3)
jiaohao_test(NAME test_journal_day LABEL unit SOURCES ${CMAKE_CURRENT_LIST_DIR}/test_journal_day.c
	ROOMS journal journal_bed core_world PkgConfig::libevent PkgConfig::sqlite3)
