import ca.uhn.fhir.batch2.api.IJobMaintenanceService;
import ca.uhn.fhir.batch2.jobs.bulkmodify.reindex.ReindexProvider;
import ca.uhn.fhir.batch2.jobs.config.Batch2JobsConfig;
import ca.uhn.fhir.batch2.jobs.export.BulkDataExportProvider;
import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.IValidationSupport;
import ca.uhn.fhir.interceptor.api.IInterceptorBroadcaster;
import ca.uhn.fhir.jpa.api.config.JpaStorageSettings;
import ca.uhn.fhir.jpa.api.config.ThreadPoolFactoryConfig;
import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.jpa.api.dao.IFhirSystemDao;
import ca.uhn.fhir.jpa.batch2.JpaBatch2Config;
import ca.uhn.fhir.jpa.binary.api.IBinaryStorageSvc;
import ca.uhn.fhir.jpa.binstore.DatabaseBinaryContentStorageSvcImpl;
import ca.uhn.fhir.jpa.config.HapiJpaConfig;
import ca.uhn.fhir.jpa.config.r4.JpaR4Config;
import ca.uhn.fhir.jpa.config.util.HapiEntityManagerFactoryUtil;
import ca.uhn.fhir.jpa.delete.ThreadSafeResourceDeleterSvc;
import ca.uhn.fhir.jpa.graphql.GraphQLProvider;
import ca.uhn.fhir.jpa.interceptor.CascadingDeleteInterceptor;
import ca.uhn.fhir.jpa.model.config.PartitionSettings;
import ca.uhn.fhir.jpa.model.config.SubscriptionSettings;
import ca.uhn.fhir.jpa.model.dialect.HapiFhirH2Dialect;
import ca.uhn.fhir.jpa.provider.DiffProvider;
import ca.uhn.fhir.jpa.provider.IJpaSystemProvider;
import ca.uhn.fhir.jpa.provider.JpaCapabilityStatementProvider;
import ca.uhn.fhir.jpa.provider.ValueSetOperationProvider;
import ca.uhn.fhir.jpa.search.DatabaseBackedPagingProvider;
import ca.uhn.fhir.jpa.subscription.channel.config.SubscriptionChannelConfig;
import ca.uhn.fhir.jpa.subscription.match.config.SubscriptionProcessorConfig;
import ca.uhn.fhir.jpa.subscription.match.deliver.email.IEmailSender;
import ca.uhn.fhir.jpa.subscription.submit.config.SubscriptionSubmitterConfig;
import ca.uhn.fhir.narrative2.NullNarrativeGenerator;
import ca.uhn.fhir.rest.api.EncodingEnum;
import ca.uhn.fhir.rest.server.RestfulServer;
import ca.uhn.fhir.rest.server.provider.ResourceProviderFactory;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry;
import com.zaxxer.hikari.HikariDataSource;
import jakarta.persistence.EntityManagerFactory;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Meta;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;

/**
 * A real HAPI FHIR R4 JPA server for tests: H2 and Jetty in one process, listening on 127.0.0.1 at /fhir.
 * Every setting is a system property, -Dhapi.NAME=VALUE; see README.md.
 */
public class HapiServer {

    static String opt(String name, String fallback) {
        return System.getProperty("hapi." + name, fallback);
    }

    static boolean on(String name, boolean fallback) {
        return Boolean.parseBoolean(opt(name, String.valueOf(fallback)));
    }

    public static void main(String[] args) throws Exception {
        var spring = new AnnotationConfigApplicationContext(Config.class);
        spring.registerShutdownHook();

        HttpConfiguration http = new HttpConfiguration();
        http.setUriCompliance(UriCompliance.UNSAFE); // '|' unescaped, %2F in paths: as lenient as the usual set-ups
        http.setSendServerVersion(false);
        Server jetty = new Server();
        ServerConnector connector = new ServerConnector(jetty, new HttpConnectionFactory(http));
        connector.setHost(opt("host", "127.0.0.1"));
        connector.setPort(Integer.parseInt(opt("port", "8080")));
        jetty.addConnector(connector);
        ServletContextHandler handler = new ServletContextHandler();
        handler.setContextPath("/");
        ServletHolder holder = new ServletHolder(restfulServer(spring));
        holder.setInitOrder(1);
        handler.addServlet(holder, opt("path", "/fhir") + "/*");
        jetty.setHandler(handler);
        jetty.start();
        // Bulk export moves on only at a maintenance pass, by default once a minute and several times per job.
        int tick = Integer.parseInt(opt("job_tick_ms", "1000"));
        if (on("bulk_export", true) && tick > 0) {
            IJobMaintenanceService jobs = spring.getBean(IJobMaintenanceService.class);
            Executors.newSingleThreadScheduledExecutor(r -> {
                Thread t = new Thread(r, "job-tick");
                t.setDaemon(true);
                return t;
            }).scheduleWithFixedDelay(() -> {
                try {
                    jobs.runMaintenancePass();
                } catch (RuntimeException e) {
                    System.err.println("maintenance pass: " + e);
                }
            }, tick, tick, TimeUnit.MILLISECONDS);
        }
        System.out.printf("READY http://%s:%d%s after %.1f s%n", connector.getHost(), connector.getLocalPort(),
                opt("path", "/fhir"), ManagementFactory.getRuntimeMXBean().getUptime() / 1000.0);
        if (on("until_ready", false)) System.exit(0); // a training run: the JVM writes its class archive now
        if (on("until_eof", false)) { // the server never outlives whoever holds the other end of its standard input
            System.in.transferTo(OutputStream.nullOutputStream());
            System.exit(0);
        }
        jetty.join();
    }

    @SuppressWarnings("unchecked")
    static RestfulServer restfulServer(ApplicationContext spring) {
        FhirContext fhir = spring.getBean(FhirContext.class);
        fhir.setNarrativeGenerator(new NullNarrativeGenerator());
        JpaStorageSettings settings = spring.getBean(JpaStorageSettings.class);
        IFhirSystemDao<Bundle, Meta> system = spring.getBean(IFhirSystemDao.class);

        RestfulServer server = new RestfulServer(fhir);
        server.setDefaultResponseEncoding(EncodingEnum.JSON);
        server.setDefaultPrettyPrint(on("pretty", false));
        server.registerProviders(spring.getBean(ResourceProviderFactory.class).createProviders());
        server.registerProvider(spring.getBean(IJpaSystemProvider.class));
        server.registerProvider(spring.getBean(ValueSetOperationProvider.class));
        server.registerProvider(spring.getBean(ReindexProvider.class));
        server.registerProvider(spring.getBean(DiffProvider.class));
        if (on("graphql", true)) server.registerProvider(spring.getBean(GraphQLProvider.class));
        if (on("bulk_export", true)) server.registerProvider(spring.getBean(BulkDataExportProvider.class));

        DatabaseBackedPagingProvider paging = spring.getBean(DatabaseBackedPagingProvider.class);
        paging.setDefaultPageSize(Integer.parseInt(opt("default_page_size", "20")));
        paging.setMaximumPageSize(Integer.parseInt(opt("max_page_size", "1000")));
        server.setPagingProvider(paging);

        var conformance = new JpaCapabilityStatementProvider(server, system, settings,
                spring.getBean(ISearchParamRegistry.class), spring.getBean(IValidationSupport.class));
        conformance.setImplementationDescription("HAPI FHIR R4 JPA server for tests");
        server.setServerConformanceProvider(conformance);

        if (on("cascading_delete", true)) {
            server.registerInterceptor(new CascadingDeleteInterceptor(fhir, spring.getBean(DaoRegistry.class),
                    spring.getBean(IInterceptorBroadcaster.class), spring.getBean(ThreadSafeResourceDeleterSvc.class)));
        }
        return server;
    }

    @Configuration
    @Import({HapiJpaConfig.class, JpaR4Config.class, ThreadPoolFactoryConfig.class, JpaBatch2Config.class,
        Batch2JobsConfig.class, SubscriptionChannelConfig.class, SubscriptionProcessorConfig.class,
        SubscriptionSubmitterConfig.class})
    static class Config {

        @Bean
        JpaStorageSettings storageSettings() {
            JpaStorageSettings s = new JpaStorageSettings();
            s.setResourceClientIdStrategy(
                    JpaStorageSettings.ClientIdStrategyEnum.valueOf(opt("client_id", "ANY")));
            s.setResourceServerIdStrategy(
                    JpaStorageSettings.IdStrategyEnum.valueOf(opt("server_id", "UUID")));
            s.setEnforceReferentialIntegrityOnWrite(on("ref_integrity_write", true));
            s.setEnforceReferentialIntegrityOnDelete(on("ref_integrity_delete", true));
            s.setAutoCreatePlaceholderReferenceTargets(on("placeholders", false));
            s.setAllowMultipleDelete(on("multiple_delete", true));
            s.setAllowExternalReferences(on("external_references", true));
            s.setAllowContainsSearches(on("contains", true));
            s.setFilterParameterEnabled(on("filter", true));
            s.setIndexMissingFields(on("missing", true)
                    ? JpaStorageSettings.IndexEnabledEnum.ENABLED : JpaStorageSettings.IndexEnabledEnum.DISABLED);
            s.setExpungeEnabled(on("expunge", true));
            s.setDeleteExpungeEnabled(on("expunge", true));
            // "0" turns the search cache off: the same search always sees the last write
            long reuse = Long.parseLong(opt("reuse_search_ms", "0"));
            s.setReuseCachedSearchResultsForMillis(reuse > 0 ? reuse : null);
            s.setEnableTaskPreExpandValueSets(on("pre_expand_value_sets", false));
            s.setJobFastTrackingEnabled(true);
            s.setHibernateSearchIndexFullText(false);
            s.setHibernateSearchIndexSearchParams(false);
            return s;
        }

        @Bean
        PartitionSettings partitionSettings() {
            return new PartitionSettings();
        }

        @Bean
        SubscriptionSettings subscriptionSettings() {
            return new SubscriptionSettings(); // no channel type added: subscriptions are not delivered
        }

        @Bean
        IEmailSender emailSender() {
            return details -> { };
        }

        @Bean
        IBinaryStorageSvc binaryStorageSvc() {
            return new DatabaseBinaryContentStorageSvcImpl();
        }

        @Bean(destroyMethod = "close")
        HikariDataSource dataSource() {
            HikariDataSource d = new HikariDataSource();
            d.setJdbcUrl(opt("jdbc_url", "jdbc:h2:mem:hapi;DB_CLOSE_DELAY=-1"));
            d.setUsername("sa");
            d.setPassword("");
            d.setMaximumPoolSize(Integer.parseInt(opt("db_pool", "20")));
            return d;
        }

        @Bean
        @Primary
        LocalContainerEntityManagerFactoryBean entityManagerFactory(ConfigurableListableBeanFactory beans,
                FhirContext fhir, JpaStorageSettings settings, DataSource dataSource) {
            var bean = HapiEntityManagerFactoryUtil.newEntityManagerFactory(beans, fhir, settings);
            bean.setPersistenceUnitName("HAPI_PU");
            bean.setDataSource(dataSource);
            bean.setJpaPropertyMap(Map.of(
                    "hibernate.dialect", HapiFhirH2Dialect.class.getName(),
                    "hibernate.hbm2ddl.auto", "update",
                    "hibernate.jdbc.batch_size", "20",
                    "hibernate.cache.use_query_cache", "false",
                    "hibernate.cache.use_second_level_cache", "false",
                    "hibernate.search.enabled", "false")); // no Lucene
            return bean;
        }

        @Bean
        @Primary
        JpaTransactionManager transactionManager(EntityManagerFactory factory) {
            return new JpaTransactionManager(factory);
        }
    }
}
