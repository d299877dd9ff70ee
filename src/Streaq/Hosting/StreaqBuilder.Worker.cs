using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Streaq.Hosting;
using Streaq.Workers;

namespace Streaq;

/// <content>The worker of this process.</content>
public sealed partial class StreaqBuilder
{
    /// <summary>
    /// Lets this process run tasks. Without it, the process only enqueues. A second call adds to the options of the first.
    /// </summary>
    /// <param name="configure">Sets the options of the worker. The host does not start when an option is out of range.</param>
    /// <returns>This builder.</returns>
    public StreaqBuilder AddWorker(Action<WorkerOptions>? configure = null)
    {
        var options = AddWorkerOptions();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        return this;
    }

    /// <summary>Lets this process run tasks, with options from a section of the configuration.</summary>
    /// <param name="section">The section with members of <see cref="WorkerOptions"/>, such as <c>Streaq:Worker</c>.</param>
    /// <returns>This builder.</returns>
    public StreaqBuilder AddWorker(IConfiguration section)
    {
        ArgumentNullException.ThrowIfNull(section);
        SectionBinding.Bind(AddWorkerOptions(), section);
        return this;
    }

    /// <summary>Lets this process run tasks, with options from its services.</summary>
    /// <param name="configure">Sets the options of the worker; called when the host starts.</param>
    /// <returns>This builder.</returns>
    public StreaqBuilder AddWorker(Action<IServiceProvider, WorkerOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        AddWorkerOptions().Configure<IServiceProvider>((options, provider) => configure(provider, options));
        return this;
    }

    private OptionsBuilder<WorkerOptions> AddWorkerOptions()
    {
        if (!Queue.HasWorker)
        {
            Queue.HasWorker = true;
            Services.AddSingleton<IHostedService>(provider => new WorkerService(
                () => Queue.In(provider).CreateWorker(), provider.GetRequiredService<IHostApplicationLifetime>()));
        }

        return Services.AddOptions<WorkerOptions>(Queue.OptionsName).ValidateOnStart();
    }
}
