using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using StackExchange.Redis;
using Streaq;

namespace Docs;

/// <summary>docs/guides/configuration.md: options, configuration and connections.</summary>
internal static class Configuration
{
    public static void Section(HostApplicationBuilder builder)
    {
        #region section
        var streaq = builder.Services.AddStreaq(builder.Configuration.GetSection("Streaq"));
        streaq.AddWorker(builder.Configuration.GetSection("Streaq:Worker"));
        #endregion
    }

    public static void Code(HostApplicationBuilder builder)
    {
        #region code
        var streaq = builder.Services.AddStreaq(options => options.Redis = builder.Configuration.GetConnectionString("redis"));
        streaq.AddWorker(worker => worker.Concurrency = 8);
        #endregion
    }

    public static void Provider(IServiceCollection services)
    {
        #region provider
        var streaq = services.AddStreaq((provider, options) => options.JsonContext = provider.GetRequiredService<ImageJson>());
        streaq.AddWorker((provider, worker) => worker.Name = provider.GetRequiredService<IHostEnvironment>().ApplicationName);
        #endregion
    }

    public static void Everywhere(IServiceCollection services)
    {
        #region everywhere
        services.AddStreaq().AddWorker();
        services.AddOptions<StreaqOptions>().BindConfiguration("Streaq");
        services.Configure<WorkerOptions>(worker => worker.Concurrency = 8);
        services.PostConfigure<StreaqOptions>(options => options.TraceWait = true);

        // A queue with a name has options of that name.
        services.AddStreaq("emails").AddWorker();
        services.AddOptions<StreaqOptions>("emails").BindConfiguration("Emails");
        #endregion
    }

    public static void Embedded(IServiceCollection services)
    {
        #region embedded
        services.AddStreaq(options => options.UseEmbeddedStore()).AddWorker();
        #endregion
    }

    public static void Object(IServiceCollection services, System.Security.Cryptography.X509Certificates.X509Certificate2 certificate)
    {
        #region object
        var redis = new ConfigurationOptions { EndPoints = { "redis.example.org:6380" }, Ssl = true };
        redis.CertificateSelection += (_, _, _, _, _) => certificate;
        services.AddStreaq(options => options.UseRedis(redis));
        #endregion
    }

    public static void Token(IServiceCollection services)
    {
        #region token
        services.AddStreaq(options => options.UseRedis(async provider =>
        {
            var redis = ConfigurationOptions.Parse("redis.example.org:6380,ssl=true,user=orders");
            redis.Password = await provider.GetRequiredService<ITokenSource>().NextAsync();
            return redis;
        }));
        #endregion
    }

    public static void Multiplexer(IServiceCollection services)
    {
        #region multiplexer
        services.AddStreaq(options => options.UseRedis(provider => provider.GetRequiredService<IConnectionMultiplexer>()));
        #endregion
    }

    internal interface ITokenSource
    {
        Task<string> NextAsync();
    }
}
