jiaohao_test(NAME test_input LABEL sim SOURCES unit/test_input.c ROOMS sim sim_input sim_bus)
