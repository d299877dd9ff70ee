using Microsoft.Extensions.DependencyInjection;

namespace Docs;

internal static class HighAvailability
{
    public static void Add(IServiceCollection services)
    {
        #region add
        services.AddStreaq(options =>
        {
            options.Redis = "sentinel-1:26379,sentinel-2:26379,sentinel-3:26379,serviceName=main";
            options.WaitForReplicas = 1;
            options.ReplicaTimeout = TimeSpan.FromSeconds(2);
            options.EnqueueOutageWait = TimeSpan.FromSeconds(30);
        });
        #endregion
    }
}
