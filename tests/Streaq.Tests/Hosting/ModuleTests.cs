using System.Reflection;
using System.Reflection.Emit;
using Microsoft.Extensions.DependencyInjection;

namespace Streaq.Tests.Hosting;

/// <summary>Tasks that modules contribute, one by one or by their assembly.</summary>
public sealed class ModuleTests
{
    private static readonly TaskDefinition<string, string> Greet = new("greet");
    private static readonly TaskDefinition<string, string> Part = new("part");

    [Fact]
    public async Task Module_Added_ContributesItsTasksServicesAndMiddleware()
    {
        await using var host = await QueueHost.StartAsync(streaq => streaq.AddWorker().AddModule<GreetModule>());

        Assert.Equal("Hello Ada!", await (await host.Client.EnqueueAsync(Greet, "Ada")).ResultAsync(QueueHost.Patience));
    }

    [Fact]
    public void Module_AddedTwiceOrByAnother_IsConfiguredOnce()
    {
        var streaq = new ServiceCollection().AddStreaq();

        streaq.AddModule<NeedingModule>().AddModule<GreetModule>().AddModule<NeedingModule>();

        Assert.Single(streaq.Services, service => service.ServiceType == typeof(Greeting));
    }

    [Fact]
    public void Module_AddedToTwoQueues_IsConfiguredForEach()
    {
        var services = new ServiceCollection();

        services.AddStreaq().AddModule<GreetModule>();
        services.AddStreaq("other").AddModule<GreetModule>();

        Assert.Equal(2, services.Count(service => service.ServiceType == typeof(Greeting)));
    }

    [Fact]
    public void Task_MappedByTwoModules_IsRefusedWithTheNamesOfBoth()
    {
        var streaq = new ServiceCollection().AddStreaq().AddModule<GreetModule>();

        var e = Assert.Throws<InvalidOperationException>(() => streaq.AddModule<RivalModule>());

        Assert.Equal(
            "Task 'greet' is mapped twice, by module Streaq.Tests.Hosting.ModuleTests+GreetModule"
            + " and by module Streaq.Tests.Hosting.ModuleTests+RivalModule; every task needs a name of its own.",
            e.Message);
    }

    [Fact]
    public void Task_MappedByAModuleAndOutside_IsRefusedWithBothPlaces()
    {
        var streaq = new ServiceCollection().AddStreaq().AddModule<GreetModule>();

        var e = Assert.Throws<InvalidOperationException>(() => streaq.Map(Greet));

        Assert.Contains("by module Streaq.Tests.Hosting.ModuleTests+GreetModule and by a call of Map;", e.Message);
    }

    [Fact]
    public async Task Assembly_WithModules_HasAllOfThemMapTheirTasks()
    {
        // A separately compiled library would be one more project. These classes stand for its own.
        var library = Library(("Shop.Second", typeof(PartModule)), ("Shop.First", typeof(GreetModule)));
        await using var host = await QueueHost.StartAsync(streaq => streaq.AddWorker().Map(library));

        Assert.Equal("Hello Ada!", await (await host.Client.EnqueueAsync(Greet, "Ada")).ResultAsync(QueueHost.Patience));
        // The middleware of the other module does not wrap it.
        Assert.Equal("part", await (await host.Client.EnqueueAsync(Part, "")).ResultAsync(QueueHost.Patience));
    }

    [Fact]
    public void Assembly_MappedTwice_IsConfiguredOnce()
    {
        var streaq = new ServiceCollection().AddStreaq();
        var library = Library(("Shop.First", typeof(GreetModule)));

        streaq.Map(library).Map(library);

        Assert.Single(streaq.Services, service => service.ServiceType == typeof(Greeting));
    }

    [Fact]
    public void Assembly_WithoutAModule_IsRefused()
    {
        var e = Assert.Throws<ArgumentException>("assembly", () => new ServiceCollection().AddStreaq().Map(typeof(string).Assembly));

        Assert.StartsWith("The assembly System.Private.CoreLib has no module: no class of it implements IStreaqModule.", e.Message);
    }

    [Fact]
    public void Assembly_WithAModuleThatCannotBeMade_IsRefusedBeforeAnythingIsMapped()
    {
        var streaq = new ServiceCollection().AddStreaq();
        var library = Library(("Shop.First", typeof(GreetModule)), ("Shop.Second", typeof(ClosedModule)));

        var e = Assert.Throws<ArgumentException>("assembly", () => streaq.Map(library));

        Assert.StartsWith("The module Shop.Second has no public constructor without parameters", e.Message);
        streaq.AddModule<GreetModule>();
    }

    [Fact]
    public void Nulls_AreRefused() => Assert.Throws<ArgumentNullException>("assembly", () => new ServiceCollection().AddStreaq().Map((Assembly)null!));

    /// <summary>Creates an assembly with classes that derive from these.</summary>
    private static AssemblyBuilder Library(params (string Name, Type Base)[] modules)
    {
        var assembly = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName("Shop"), AssemblyBuilderAccess.Run);
        var module = assembly.DefineDynamicModule("Shop");
        foreach (var (name, parent) in modules)
        {
            var type = module.DefineType(name, TypeAttributes.Public | TypeAttributes.Class, parent);
            type.DefineDefaultConstructor(parent == typeof(ClosedModule) ? MethodAttributes.Private : MethodAttributes.Public);
            type.CreateType();
        }

        return assembly;
    }

    public sealed record Greeting(string Word);

    public class GreetModule : IStreaqModule
    {
        public void Configure(StreaqBuilder streaq)
        {
            streaq.Services.AddSingleton(new Greeting("Hello"));
            streaq.Map(Greet, (string name, Greeting greeting) => $"{greeting.Word} {name}");
            streaq.Use(async (context, next) =>
            {
                await next(context);
                context.Result = $"{context.Result}!";
            });
        }
    }

    public class PartModule : IStreaqModule
    {
        public void Configure(StreaqBuilder streaq) => streaq.Map(Part, (string _) => "part");
    }

    /// <summary>Its derived class in a library has a private constructor.</summary>
    public class ClosedModule : IStreaqModule
    {
        public void Configure(StreaqBuilder streaq) => throw new InvalidOperationException("It was made.");
    }

    private sealed class RivalModule : IStreaqModule
    {
        public void Configure(StreaqBuilder streaq) => streaq.Map(Greet, (string name) => name);
    }

    private sealed class NeedingModule : IStreaqModule
    {
        public void Configure(StreaqBuilder streaq) => streaq.AddModule<GreetModule>().AddModule<NeedingModule>();
    }
}
