jiaohao_fuzz(NAME fuzz_trace_csv SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/fuzz/fuzz_trace_csv.c ROOMS replay)
