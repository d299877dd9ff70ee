using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Docs;

internal static class Security
{
    public static void Add(HostApplicationBuilder builder)
    {
        #region secrets
        builder.Services.AddStreaq(options =>
        {
            options.Redis = builder.Configuration["Streaq:Redis"];
            options.SigningKey = Convert.FromBase64String(builder.Configuration["Streaq:SigningKey"]!);
        });
        #endregion
    }
}
