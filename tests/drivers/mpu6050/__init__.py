"""Tests of drivers.mpu6050."""
