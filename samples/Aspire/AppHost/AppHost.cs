using Microsoft.Extensions.Configuration;

var builder = DistributedApplication.CreateBuilder(args);

// Uses a running Redis if the configuration has a connection string for it, else a container.
IResourceBuilder<IResourceWithConnectionString> redis = builder.Configuration.GetConnectionString("redis") is null
    ? builder.AddRedis("redis")
    : builder.AddConnectionString("redis");

builder.AddProject<Projects.Web>("web")
    .WithReference(redis)
    .WaitFor(redis)
    .WithHttpEndpoint(port: 5080)
    .WithHttpHealthCheck("/health");

builder.AddProject<Projects.Worker>("worker")
    .WithReference(redis)
    .WaitFor(redis)
    .WithReplicas(2);

builder.Build().Run();
