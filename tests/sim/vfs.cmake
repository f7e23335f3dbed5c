# The SQLite VFS that records and fails, and the disk a power cut leaves.
add_library(vfs_recorder STATIC ${CMAKE_CURRENT_LIST_DIR}/vfs_recorder.c
	${CMAKE_CURRENT_LIST_DIR}/vfs_disk.c)
target_include_directories(vfs_recorder PUBLIC ${CMAKE_CURRENT_LIST_DIR})
target_link_libraries(vfs_recorder PRIVATE PkgConfig::sqlite3 Threads::Threads)
add_executable(vfs-cut ${CMAKE_CURRENT_LIST_DIR}/vfs_cut.c)
target_link_libraries(vfs-cut PRIVATE vfs_recorder)
